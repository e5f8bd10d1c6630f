import type { PlantedBug } from './planted-bug.ts';

/** Of what inboxes and rooms count, and of what is paced: of the server and of the client. [ADR 0012] */
export const countingBugs: readonly PlantedBug[] = [
  {
    name: 'counts-not-in-sync',
    what: 'the answer to sync does not say how many belong to a room and are online',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/sync-conversations.ts',
        from: '    return members === undefined || here === undefined ? synced : { ...synced, members, online: here };',
        to: '    return members === undefined || here !== -1 ? synced : { ...synced, members, online: here };',
      },
    ],
    caughtBy: ['counts-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'client-counts-ignored',
    what: 'after a break the client keeps the counts of a room that it had before',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: 'feed/feeds.ts',
        from: '    if (members !== undefined && online !== undefined) this.#ports.counted({ conversation, members, online });\n',
        to: '    if (members === -1 && online !== undefined) this.#ports.counted({ conversation, members, online });\n',
      },
    ],
    caughtBy: ['counts-wrong'],
    faults: [],
    runs: 1,
  },
  {
    name: 'call-of-all-counted-twice',
    what: 'an unread message that calls somebody by name and all with her counts twice',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/user-log.ts',
        from: '       UNION\n',
        to: '       UNION ALL\n',
      },
    ],
    caughtBy: ['calls-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'late-call-not-kept',
    what: 'an edit calls only those who have not read the message yet',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/changing.ts',
        from: '      if (!called.includes(user)) calls.call(row.no, no, message.seq, row.rev + 1);',
        to: '      if (!called.includes(user)) calls.withdraw(row.no, no, message.seq);',
      },
    ],
    caughtBy: ['calls-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'late-call-not-kept-in-cluster',
    what: 'the script that edits a message keeps a call as one that she has had',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/change-edit.lua',
        from: '      calls[seq] = rev\n',
        to: '      calls[seq] = 0\n',
      },
    ],
    caughtBy: ['calls-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'client-edits-call-nobody',
    what: 'the client does not ask the server again when an edit names its user in what she has read',
    part: 'client',
    mode: 'embedded',
    edits: [
      {
        file: 'inbox/inbox.ts',
        from: '      if (isCalled || (!isKnown && entry.mentions > 0)) void this.load();\n',
        to: '      if (isCalled && !isKnown && entry.mentions > 0) void this.load();\n',
      },
    ],
    caughtBy: ['unread-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'paced-frame-dropped',
    what: 'of what one connection sends at once, the message at which it has had its share is left out',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'gateway/paced-reading.ts',
        from: '      if (this.#mustWait(message)) return this.#wait(waiting.slice(index));\n',
        to: '      if (this.#mustWait(message)) return this.#wait(waiting.slice(index + 1));\n',
      },
    ],
    caughtBy: ['unanswered'],
    faults: [],
    runs: 3,
  },
  {
    name: 'paced-out-of-order',
    what: 'what waits because a connection has had its share is taken last in, first out',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'gateway/paced-reading.ts',
        from: '    for (const [index, message] of waiting.entries()) {\n',
        to: '    for (const [index, message] of waiting.reverse().entries()) {\n',
      },
    ],
    caughtBy: ['writing-order'],
    faults: [],
    runs: 3,
  },
];
