import type { PlantedBug } from './planted-bug.ts';

const feed = 'feed/feed.ts';
const outbox = 'outbox/outbox.ts';

/** Applied to a copy of the client's sources, of which the devices of the workload are then made. [ADR 0012] */
export const clientBugs: readonly PlantedBug[] = [
  {
    name: 'client-told-twice',
    what: 'the client shows again what it heard while it read what it had missed',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: feed,
        from: '    for (const event of held) this.receive(event);',
        to: '    for (const event of held) this.#deliverNext(event);',
      },
    ],
    caughtBy: ['told-out-of-order'],
    faults: [],
    runs: 3,
  },
  {
    name: 'client-gap-shown',
    what: 'the client shows what it hears beyond a gap, and does not fetch what is in it first',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: feed,
        from: '    if (this.#held) {\n      if (this.#held.length < heldLimit) this.#held.push(event);\n      else this.#overflowed = true;\n      return;\n    }\n    const place = this.#placeOf(event);\n    if (place ===',
        to: "    const place = this.#placeOf(event);\n    if (place !== 'known') this.#deliverNext(event);\n    else if (place ===",
      },
      {
        file: 'timeline/window.ts',
        from: '    if (next.length === 0 || next[0]?.seq !== this.lastSeq + 1) return;',
        to: '    if (next.length === 0) return;',
      },
    ],
    caughtBy: ['told-out-of-order', 'shown-wrong'],
    faults: ['cut between clients and the server', 'reset in mid-frame between clients and the server'],
    runs: 2,
  },
  {
    name: 'client-new-id-on-repeat',
    what: 'the outbox repeats a message without an answer under a new clientId',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: outbox,
        from: '  #author: UserId | null = null;',
        to: '  readonly #tried = new Set<ClientId>();\n  #author: UserId | null = null;',
      },
      {
        file: outbox,
        from: '      const error = await this.#ports.send(next).then(',
        to: '      const isRepeat = this.#tried.has(next.clientId);\n      this.#tried.add(next.clientId);\n      const error = await this.#ports.send(isRepeat ? { ...next, clientId: this.#ports.newId() } : next).then(',
      },
    ],
    caughtBy: ['stored-twice'],
    faults: [
      'kill -9 in mid-commit',
      'half-open connections between clients and the server',
      'slow network between clients and the server',
    ],
    runs: 4,
  },
  {
    name: 'client-outbox-in-memory',
    what: 'the outbox keeps its messages in memory only: a reload of the page forgets them',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: outbox,
        from: '    await this.#storage.put(entry).catch(() => undefined);\n    this.#unstored',
        to: '    await Promise.resolve();\n    this.#unstored',
      },
    ],
    caughtBy: ['never-stored'],
    faults: ['hang', 'cut between clients and the server', 'half-open connections between clients and the server'],
    runs: 4,
  },
  {
    name: 'client-resume-without-sync',
    what: 'after a reconnect the client listens, and does not read what it missed',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: 'feed/feeds.ts',
        from: '      feed.fallBehind();\n      this.#behind.add(feed.conversation);\n',
        to: '      void feed;\n',
      },
    ],
    caughtBy: ['told-not-at-all'],
    faults: ['cut between clients and the server', 'reset in mid-frame between clients and the server'],
    runs: 3,
  },
  {
    name: 'client-older-change-wins',
    what: 'the client applies an edit or a reaction that is older than what it shows',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: 'apply-change.ts',
        from: '  if (message.rev !== undefined && message.rev >= change.rev) return message;\n',
        to: '',
      },
    ],
    caughtBy: ['shown-wrong'],
    faults: ['cut between clients and the server', 'slow network between clients and the server'],
    runs: 6,
  },
  {
    name: 'client-inbox-skips-steps',
    what: 'the inbox applies a step beyond a missing one, and does not ask for that',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: 'inbox/inbox.ts',
        from: '    if (isCall || change.prev > this.#rev) {',
        to: '    if (isCall) {',
      },
      {
        file: 'feed/feeds.ts',
        from: '    this.#pause.end();\n    this.syncInbox();',
        to: '    this.#pause.end();\n    this.#start();',
      },
    ],
    caughtBy: ['unread-wrong'],
    faults: ['cut between clients and the server', 'reset in mid-frame between clients and the server'],
    runs: 4,
  },
  {
    name: 'client-outbox-all-at-once',
    what: 'the outbox sends what waits at once, each message by itself, and not one after the other',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: outbox,
        from: 'const laneOf = ({ conversation, to }: OutboxEntry): string => conversation ?? `to ${to}`;',
        to: 'const laneOf = ({ clientId }: OutboxEntry): string => clientId;',
      },
    ],
    caughtBy: ['writing-order'],
    faults: ['full disk', 'hang'],
    runs: 4,
  },
  {
    name: 'client-reset-ignored',
    what: 'the client keeps showing what it held of a log that a failover has rewritten',
    part: 'client',
    mode: 'cluster',
    edits: [{ file: 'engine.ts', from: '        this.timelines.known(conversation)?.reset();\n', to: '' }],
    caughtBy: ['shown-wrong'],
    faults: ['loss of the last writes of a redis master'],
    runs: 4,
  },
  {
    name: 'client-echo-is-enough',
    what: 'the outbox lets go of a message when it hears it, before the server has acknowledged it',
    part: 'client',
    mode: 'cluster',
    edits: [
      {
        file: outbox,
        from: "    if (item && item.status.state !== 'sending') void this.#finish(clientId, 'sent');",
        to: "    if (item) void this.#finish(clientId, 'sent');",
      },
    ],
    caughtBy: ['never-stored'],
    faults: ['loss of the last writes of a redis master'],
    runs: 4,
  },
];
