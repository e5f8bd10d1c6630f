import type { PlantedBug } from './planted-bug.ts';

const feed = 'delivery/conversation-feed.ts';

/**
 * Applied to a copy of the server's sources, which `--prove` builds into a folder of its own. The sources that the normal build is made of
 * hold none of them. [ADR 0012]
 */
export const serverBugs: readonly PlantedBug[] = [
  {
    name: 'ack-before-commit',
    what: 'the embedded store answers and announces messages while the disk still writes',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/writer.ts',
        from: "      this.#db.exec('COMMIT');\n      this.#move.kept();\n      this.#tell({ kind: 'answers', answers, ...this.#transaction.take(), fault: null });\n",
        to: "      const isEarly = group.some(({ name }) => name === 'append');\n      if (!isEarly) this.#db.exec('COMMIT');\n      this.#move.kept();\n      this.#tell({ kind: 'answers', answers, ...this.#transaction.take(), fault: null });\n      if (isEarly) {\n        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);\n        this.#db.exec('COMMIT');\n      }\n",
      },
    ],
    caughtBy: ['acked-lost', 'ack-disagrees-with-log'],
    faults: ['kill -9', 'kill -9 in mid-commit'],
    runs: 4,
  },
  {
    name: 'stale-reader',
    what: 'a reader of the embedded store ends no snapshot any more once it is six seconds old, and answers the past from then on',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/reader.ts',
        from: "      this.#db.exec('BEGIN');",
        to: "      if (!this.#db.isTransaction) this.#db.exec('BEGIN');",
      },
      {
        file: 'adapters/embedded/worker/reader.ts',
        from: "      if (this.#db.isTransaction) this.#db.exec('COMMIT');",
        to: "      if (this.#db.isTransaction && performance.now() < 6_000) this.#db.exec('COMMIT');",
      },
    ],
    caughtBy: ['acked-lost', 'ack-disagrees-with-log', 'unread-wrong', 'refused-without-cause', 'not-whole'],
    faults: [],
    runs: 2,
  },
  {
    name: 'no-dedupe',
    what: 'a repeated clientId is stored again',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/append.ts',
        from: '    if (!isNew) {',
        to: '    if (!isNew && clientId === undefined) {',
      },
    ],
    caughtBy: ['stored-twice', 'acks-disagree'],
    faults: [],
    runs: 1,
  },
  {
    name: 'unread-counted',
    what: 'unread is counted up in memory instead of derived',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'domain/entry.ts',
        from: '/** A line of the store as one line',
        to: 'const counted = new Map<string, number>();\nfunction count(key: string, unread: number): number {\n  const before = counted.get(key);\n  const now = before === undefined ? unread : unread === 0 ? 0 : Math.max(before + 1, 0);\n  counted.set(key, now);\n  return now;\n}\n\n/** A line of the store as one line',
      },
      {
        file: 'domain/entry.ts',
        from: '    unread: unreadAfter(head, read),',
        to: '    unread: count(`${viewer} ${facts.id}`, unreadAfter(head, read)),',
      },
    ],
    caughtBy: ['unread-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'mark-not-kept',
    what: 'a read mark is acknowledged and kept in memory only',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/mark-read.ts',
        from: '  const outcome = await ports.users.mark(actor.user.id, conversation, request.seq, request.back ?? false, request.rev);',
        to: "  const outcome = { ...(await ports.users.mark(actor.user.id, conversation, 0, false)) };\n  if ('read' in outcome) Object.assign(outcome, { read: request.seq, unread: 0 });",
      },
    ],
    caughtBy: ['mark-lost'],
    faults: [],
    runs: 2,
  },
  {
    name: 'read-without-membership',
    what: 'history is read without asking whether the reader is a member',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/reading.ts',
        from: '      if (refusal || !row || row.user_no === null) return refusal ?? refusalOf(null);\n      const { first, last',
        to: '      if (!row || row.user_no === null) return refusal ?? refusalOf(null);\n      const { first, last',
      },
    ],
    caughtBy: ['private-read'],
    faults: [],
    runs: 2,
  },
  {
    name: 'writers-swept',
    what: 'the sweep takes away who is gone, though she has written in a room that she has left',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/user-removal.ts',
        from: 'c.no = d.conversation WHERE d.user = ?1)',
        to: 'c.no = d.conversation WHERE d.user = ?1 AND c.kind = 2)',
      },
    ],
    caughtBy: ['trace-lost', 'acked-lost', 'hole-in-log'],
    faults: [],
    runs: 1,
  },
  {
    name: 'writers-swept-in-cluster',
    what: 'the sweep takes away who is gone, though she has written in a room that she has left',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/guest-leave.lua',
        from: "return { 'left', ensure_owner() }",
        to: "return { 'none', '' }",
      },
    ],
    caughtBy: ['trace-lost'],
    faults: [],
    runs: 1,
  },
  {
    name: 'order-by-arrival',
    what: 'a feed delivers what it hears without looking at its number, after waiting for some',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: feed,
        from: '      if (seq === state.head.seq + 1) this.#deliverMessage(announcement.message, met);',
        to: '      if (seq % 5 === 0 && !this.#held) setTimeout(() => this.#deliverMessage(announcement.message, met), 60);\n      else if (seq > 0) this.#deliverMessage(announcement.message, met);',
      },
    ],
    caughtBy: ['told-out-of-order', 'shown-wrong', 'told-not-at-all'],
    faults: [],
    runs: 1,
  },
  {
    name: 'names-kept-for-ever',
    what: 'a node does not hear that profiles change, and keeps the names that it has looked up',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'presence/people-news.ts',
        from: '      changed: (users) => this.#changed(users),',
        to: '      changed: (users) => void (users.length > 1_000 && this.#changed(users)),',
      },
    ],
    caughtBy: ['name-stale'],
    faults: [],
    runs: 1,
  },
  {
    name: 'no-answer-when-unavailable',
    what: 'a request that the store cannot serve is not answered at all',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'gateway/dispatcher.ts',
        from: '    answer(connection, incoming, outcome);\n    connection.underWay -= 1;',
        to: "    if (outcome.ok || outcome.error.code !== 'unavailable') answer(connection, incoming, outcome);\n    connection.underWay -= 1;",
      },
    ],
    caughtBy: ['unanswered'],
    faults: ['full disk'],
    runs: 3,
  },
  {
    name: 'ack-before-wait',
    what: 'the cluster acknowledges without waiting for the second copy',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/shards.ts',
        from: "      else if (typeof copies === 'number' && copies >= 1) waiting.resolve({ reply: answer ?? null, degraded: false });",
        to: "      else if (typeof copies === 'number' && copies >= 0) waiting.resolve({ reply: answer ?? null, degraded: false });",
      },
    ],
    caughtBy: ['acked-lost', 'ack-disagrees-with-log', 'mark-lost', 'hole-in-log'],
    faults: ['loss of the last writes of a redis master'],
    runs: 4,
  },
  {
    name: 'done-already-unconfirmed',
    what: 'the cluster acknowledges what a repeat finds done, though it is on one machine only',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/shards.ts',
        from: '    if (act.hasCommitted) return answer;',
        to: '    if (act.hasCommitted || performance.now() > 0) return answer;',
      },
    ],
    caughtBy: ['never-stored', 'name-stale', 'mark-lost', 'unread-wrong'],
    faults: ['loss of the last writes of a redis master'],
    runs: 6,
  },
  {
    name: 'dedupe-on-the-node',
    what: 'repeats are known only to the node that took the first',
    part: 'server',
    mode: 'cluster',
    edits: [
      { file: 'adapters/redis/lua/append.lua', from: "    redis.call('HSET', d, word, text)\n", to: '' },
      {
        file: 'adapters/redis/append-lanes.ts',
        from: '  append(message: NewMessage): Promise<AppendOutcome> {\n',
        to: "  readonly #known = new Map<string, AppendOutcome>();\n\n  async append(message: NewMessage): Promise<AppendOutcome> {\n    const key = `${message.conversation} ${message.author} ${message.clientId}`;\n    const known = this.#known.get(key);\n    if (known && 'seq' in known) return { ...known, status: 'duplicate' };\n    const outcome = await this.#append(message);\n    this.#known.set(key, outcome);\n    return outcome;\n  }\n\n  #append(message: NewMessage): Promise<AppendOutcome> {\n",
      },
    ],
    caughtBy: ['stored-twice', 'acks-disagree'],
    // An ack that is lost on its way, and a client that comes back to another node.
    faults: [
      'reset in mid-frame between NGINX and a node',
      'reset in mid-frame between clients and the server',
      'kill -9 of a node',
    ],
    runs: 4,
  },
  {
    name: 'gaps-dropped',
    what: 'a feed goes on behind a hole, and does not read what it missed',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: feed,
        from: '      if (seq === state.head.seq + 1) this.#deliverMessage(announcement.message, met);',
        to: '      if (seq > state.head.seq) this.#deliverMessage(announcement.message, met);',
      },
      { file: feed, from: '      missed: () => this.#repair(),', to: '      missed: () => undefined,' },
    ],
    caughtBy: ['told-out-of-order', 'told-not-at-all'],
    faults: ['cut of all connections to a redis master', 'kill -9 of a redis master', 'hang of a redis master'],
    runs: 4,
  },
  {
    name: 'epoch-ignored',
    what: 'a feed does not notice that the log differs from what it delivered',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: feed,
        from: '      if (tail.state.head.epoch !== held.epoch || contradicts) {',
        to: "      if (contradicts && held.epoch === '') {",
      },
    ],
    caughtBy: ['told-something-else', 'told-out-of-order', 'told-not-at-all', 'shown-wrong', 'unread-wrong'],
    faults: ['loss of the last writes of a redis master'],
    runs: 4,
  },
  {
    name: 'lease-never-expires',
    what: 'who was on a node that died stays online for ever',
    part: 'server',
    mode: 'cluster',
    edits: [
      { file: 'adapters/redis/presence-board.ts', from: 'const leaseMs = 10_000;', to: 'const leaseMs = 10_000_000;' },
    ],
    caughtBy: ['presence-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'resume-reads-first',
    what: 'a feed reads the head before it listens, and takes its time between',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: feed,
        from: '    this.#listening = await this.#ports.announcements.listenToConversation(this.conversation, {',
        to: '    const [early] = await this.#ports.log.states([this.conversation]);\n    await new Promise((resolve) => setTimeout(resolve, 1_500));\n    this.#listening = await this.#ports.announcements.listenToConversation(this.conversation, {',
      },
      { file: feed, from: '      missed: () => this.#repair(),', to: '      missed: () => undefined,' },
      {
        file: feed,
        from: '    const [state] = await this.#ports.log.states([this.conversation]);\n    if (this.#closed)',
        to: '    const state = early;\n    if (this.#closed)',
      },
      { file: 'app/sync-conversations.ts', from: '  await connection.ready;\n', to: '' },
    ],
    caughtBy: ['told-not-at-all', 'told-out-of-order', 'shown-wrong', 'unread-wrong'],
    faults: ['kill -9 of a node', 'drain of a node'],
    runs: 4,
  },
  {
    name: 'task-not-due',
    what: 'an append does not make its conversation due in its own step; only the node’s memory knows of it',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/append.ts',
        from: '    makeDue(row);\n',
        to: '',
      },
    ],
    caughtBy: ['task-not-done'],
    faults: [],
    runs: 1,
  },
  {
    name: 'task-not-due-in-cluster',
    what: 'the script that appends makes its conversation due only where the last message was the first',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/append.lua',
        from: '  local due = make_due(interest)\n',
        to: "  local due = where.seq == 1 and make_due(interest) or '0'\n",
      },
    ],
    caughtBy: ['task-not-done'],
    faults: [],
    runs: 1,
  },
  {
    name: 'cursor-before-telling',
    what: 'a consumer’s cursor moves before the consumer has done what it was told',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'tasks/task-runner.ts',
        from: "        await this.#within(abort, async (signal) => consumer.take?.(news, { signal, failures: progress.failures }));\n        if ((await tasks.move(lease, cursor, news.to, this.#times.leaseMs)) === 'lost') return 'lost';\n",
        to: "        if ((await tasks.move(lease, cursor, news.to, this.#times.leaseMs)) === 'lost') return 'lost';\n        await this.#within(abort, async (signal) => consumer.take?.(news, { signal, failures: progress.failures }));\n",
      },
    ],
    caughtBy: ['task-not-done', 'task-out-of-order'],
    faults: ['kill -9'],
    runs: 3,
  },
  {
    name: 'lease-for-ever',
    what: 'a lease never lapses, so what a dead node had in hand is never taken up again',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/task-claim.lua',
        from: 'due_at(now + tonumber(ARGV[3]))',
        to: 'due_at(now + 1000 * tonumber(ARGV[3]))',
      },
    ],
    caughtBy: ['task-not-done'],
    faults: ['kill -9 of a node'],
    runs: 3,
  },
];
