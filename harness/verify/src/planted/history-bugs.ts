import type { PlantedBug } from './planted-bug.ts';

/** Of old messages in blocks. */
export const historyBugs: readonly PlantedBug[] = [
  {
    name: 'sealing-trims-one-too-many',
    what: 'the message behind a sealed block leaves memory with it',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/lua/block-set.lua',
        from: "'MINID', '=', string.format('%d', to + 1) .. '-0')",
        to: "'MINID', '=', string.format('%d', to + 2) .. '-0')",
      },
    ],
    caughtBy: ['acked-lost', 'hole-in-log'],
    faults: [],
    runs: 2,
  },
  {
    name: 'blocks-forget-what-changed',
    what: 'a block that is written anew has its messages as they were when they were sealed first',
    part: 'server',
    mode: 'cluster',
    edits: [
      {
        file: 'adapters/redis/sealing.ts',
        from: '.map((message) => here.get(message.seq) ?? message);',
        to: '.map((message) => (here.has(message.seq) ? message : message));',
      },
    ],
    caughtBy: ['change-lost', 'shown-wrong'],
    faults: [],
    runs: 4,
  },
];
