import type { PlantedBug } from './planted-bug.ts';

/** Of the server: messages that a search does not find. */
export const searchBugs: readonly PlantedBug[] = [
  {
    name: 'index-misses-edits',
    what: 'the index reads again what was deleted, and not what was edited',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'tasks/index-follower.ts',
        from: "change.seq !== undefined && change.kind !== 'react'",
        to: "change.seq !== undefined && change.kind === 'delete'",
      },
    ],
    caughtBy: ['search-wrong'],
    faults: [],
    runs: 2,
  },
];
