/** A figure that was measured, with the command that does so. */
export type Measured = { readonly what: string; readonly value: number; readonly shown: string; readonly by: string };

const bench = (name: string): string => `npm run bench -- ${name}`;
const costs = 'node harness/bench/src/redis-costs.ts';

/** What the sizes are computed from. Bytes and seconds. */
export const measured = {
  nodeIdle: { what: 'memory of a node, idle', value: 187 * 1_048_576, shown: '187 MiB', by: bench('boot') },
  connection: {
    ...{ what: 'memory of a node, a connection, before V8 has collected', value: 31 * 1_024, shown: '31 KiB' },
    by: bench('connections'),
  },
  delivery: { what: 'CPU of a node, a delivery that goes alone', value: 12e-6, shown: '12 µs', by: bench('fanout') },
  nodeMessage: { what: 'CPU of a node’s store, a message, 64 at once', value: 93e-6, shown: '93 µs', by: costs },
  masterMessage: { what: 'CPU of a Redis master, a message, 64 at once', value: 79e-6, shown: '79 µs', by: costs },
  redisIdle: { what: 'CPU of each Redis process, for each node', value: 0.0015, shown: '0.15 % of a core', by: costs },
  message: { what: 'memory of Redis, a message of 120 bytes', value: 246, shown: '246 B', by: bench('cluster') },
  user: { what: 'memory of Redis, a user', value: 950, shown: '950 B', by: costs },
  room: { what: 'memory of Redis, a room with its owner', value: 4_500, shown: '4.5 kB', by: costs },
  membership: { what: 'memory of Redis, a membership', value: 610, shown: '610 B', by: costs },
  subscription: { what: 'memory of Redis, a subscription', value: 280, shown: '280 B', by: costs },
  sqliteMessage: {
    ...{ what: 'disk of the embedded store, a message of 120 bytes', value: 350, shown: '350 B' },
    by: '120,000 appended to 64 rooms, by hand',
  },
  indexShare: {
    what: 'disk of the index of search, beside the text',
    value: 1.33,
    shown: '1.33 ×',
    by: bench('search'),
  },
  indexMessage: { what: 'CPU of a node for the index, a message', value: 42.3e-6, shown: '42 µs', by: bench('search') },
  download: {
    what: 'CPU of a node, a download that NGINX gives out',
    value: 0.63e-3,
    shown: '0.63 ms',
    by: bench('files'),
  },
} as const satisfies Readonly<Record<string, Measured>>;

/** Of old messages in blocks. */
export const sealed = {
  redis: {
    ...{ what: 'memory of Redis, a message in a block (of 256; of 1,024 less)', value: 10.5, shown: '10.5 B' },
    by: bench('history'),
  },
  block: { what: 'disk of blocks, a message', value: 80, shown: '80 B', by: bench('history') },
} as const satisfies Readonly<Record<string, Measured>>;

/** What people do, as far as sizes depend on it: assumed. */
export const assumed = {
  conversations: 20,
  membersOnline: 20,
  knownUsers: 5,
  busiestSeconds: 300,
  messagesADay: 20,
  textBytes: 120,
  fileBytesADay: 2e6,
  filesADay: 4,
  copiesOfIndex: 2,
  connectionsANode: 20_000,
  masterBytes: 25e9,
  /** Newest messages of each conversation that stay in memory: ROOKERY_BLOCKS_MESSAGES. */
  hotMessages: 10_000,
} as const;
