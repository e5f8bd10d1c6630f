import type { PlantedBug } from './planted-bug.ts';

/** Of the server: messages that are to be sent later, and pushes, which are not sent, or twice, or against what was asked. */
export const keptBugs: readonly PlantedBug[] = [
  {
    name: 'later-begun-counts-as-sent',
    what: 'a message that is sent later counts as sent once a node has begun to send it',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'app/send-later.ts',
        from: `if (later.tried && (await wasSent(ports, user, later, id))) {
    if (!(await hasCopy(ports, user, later, id))) throw new ChatError('unavailable');`,
        to: 'if (later.tried) {',
      },
    ],
    caughtBy: ['never-stored'],
    faults: ['kill -9 of a redis master', 'hang of a redis master', 'pause of all commands of a redis master'],
    runs: 6,
  },
  {
    name: 'later-sent-under-any-id',
    what: 'a message that is sent later is repeated under another id, and whether it was sent is not asked',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'app/send-later.ts',
        from: 'if (later.tried && (await wasSent(ports, user, later, id))) {',
        to: "if (later.tried && id === '') {",
      },
      {
        file: 'app/send-later.ts',
        from: 'await send(ports, user, laterIn(begun), id);',
        to: 'await send(ports, user, laterIn(begun), later.tried ? asClientId(newMessageId()) : id);',
      },
    ],
    caughtBy: ['stored-twice', 'invented'],
    faults: ['kill -9 of a redis master', 'hang of a redis master', 'pause of all commands of a redis master'],
    runs: 6,
  },
  {
    name: 'later-forgotten',
    what: 'a message that is to be sent later makes nothing due, where its time has not come yet',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/kept.ts',
        from: 'if (dueAt !== null) queue(',
        to: 'if (dueAt !== null && dueAt < steadyNow()) queue(',
      },
    ],
    caughtBy: ['never-stored'],
    faults: [],
    runs: 2,
  },
  {
    name: 'push-of-what-was-read',
    what: 'a push is sent although its message was read before it was due',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'domain/push-rule.ts',
        from: 'read === null || read >= message.seq)',
        to: 'read === null)',
      },
    ],
    caughtBy: ['push-of-read'],
    faults: [],
    runs: 2,
  },
];
