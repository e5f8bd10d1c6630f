import type { PlantedBug } from './planted-bug.ts';

/** Of the server: retention that takes what it should not. */
export const retentionBugs: readonly PlantedBug[] = [
  {
    name: 'retention-takes-one-too-many',
    what: 'where a conversation keeps so many messages, one of them goes too',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/retention.ts',
        from: 'row.seq - messages + 1)',
        to: 'row.seq - messages + 2)',
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
  {
    name: 'retention-takes-what-is-held',
    what: 'a held conversation loses its messages like any other',
    part: 'server',
    mode: 'embedded',
    edits: [
      {
        file: 'adapters/embedded/worker/retention.ts',
        from: 'if (!row || row.no === 0 || held(placeOf(row).id)) continue;',
        to: "if (!row || row.no === 0 || placeOf(row).id === '') continue;",
      },
    ],
    caughtBy: ['kept-wrong'],
    faults: [],
    runs: 3,
  },
];
