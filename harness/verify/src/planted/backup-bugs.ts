import type { PlantedBug } from './planted-bug.ts';

/** Of backups. */
export const backupBugs: readonly PlantedBug[] = [
  {
    name: 'backup-resumed-forgets',
    what: 'a backup that was killed and goes on leaves out the conversations that were done before the kill',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/back-up.ts',
        from: `new Set<string>(all.filter((conversation) => writer.isDone(conversation)));
  const conversations = all.filter((conversation) => !present.has(conversation));`,
        to: `new Set<string>();
  const conversations = all.filter((conversation) => !writer.isDone(conversation));`,
      },
    ],
    caughtBy: ['backup-wrong'],
    faults: [],
    runs: 3,
  },
  {
    name: 'backup-without-the-last',
    what: 'a backup leaves out the last message of the page that it ends a conversation with',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'app/back-up.ts',
        from: 'await writer.add([...log.messages, ...records]);',
        to: 'await writer.add([...log.messages.slice(0, -1), ...records]);',
      },
    ],
    caughtBy: ['restore-failed', 'backup-wrong'],
    faults: [],
    runs: 2,
  },
  {
    name: 'backup-forgets-what-changed',
    what: 'a backup after the first has what was said since, and not what became of what it has',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/records/read-log.ts',
        from: 'messages: [...list(rows), ...list(changed)].map((row) =>',
        to: 'messages: [...list(rows), ...list(changed).slice(0, 0)].map((row) =>',
      },
    ],
    caughtBy: ['backup-wrong'],
    faults: [],
    runs: 3,
  },
];
