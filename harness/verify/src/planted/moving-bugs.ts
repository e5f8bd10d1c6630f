import type { PlantedBug } from './planted-bug.ts';

/** Of a move into a cluster. */
export const movingBugs: readonly PlantedBug[] = [
  {
    name: 'move-without-the-last-words',
    what: 'what is said between the last pass and the closing of the old store is not copied, and nobody compares',
    part: 'server',
    mode: 'moving',
    edits: [
      {
        file: 'composition/migrate.ts',
        from: 'const tail = await store.messages();',
        to: 'const tail = 0;',
      },
      {
        file: 'composition/migrate.ts',
        from: 'const counts: CopyCounts = await store.check(copy);',
        to: 'const counts: CopyCounts = { conversations: 0, messages: 0, people: 0 };',
      },
    ],
    caughtBy: ['acked-lost', 'hole-in-log', 'ack-disagrees-with-log', 'fault-failed'],
    faults: ['move into a cluster'],
    runs: 3,
  },
];
