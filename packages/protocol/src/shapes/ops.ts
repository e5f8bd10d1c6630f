import * as z from 'zod/mini';
import { count, timeMs } from '../numbers.ts';

const name = z.string();
/** Not a whole number, or below none. */
const figure = z.number();
const maybe = z.nullable(figure);

/** How long something took, in ms: half of it no longer than `p50`, 99 of 100 no longer than `p99`. Null: there was none. */
const spread = z.object({ p50: maybe, p99: maybe });
const room = z.nullable(z.object({ freeBytes: count, totalBytes: count }));

/** A node as it is now; rates and times are of its last ten seconds. */
export const opsNode = z.object({
  name,
  version: z.string(),
  runtime: z.string(),
  startedAt: timeMs,
  isReady: z.boolean(),
  /** In words, English: what an operator should know. */
  details: z.array(z.string()),
  connections: count,
  maxConnections: count,
  messagesPerSecond: figure,
  deliveriesPerSecond: figure,
  ack: spread,
  delivery: spread,
  loopLagMs: maybe,
  /** Cores: 0.25 is a quarter of one. */
  cpu: figure,
  memoryBytes: count,
  memoryLimitBytes: count,
  /** Of its data directory. */
  disk: room,
  /** Where files lie; null where their store tells no end. */
  files: room,
  /** Old messages that it has put into blocks since it started, and how often something went wrong with that; null where they all stay in memory. */
  blocks: z.nullable(z.object({ messages: count, bytes: count, failures: count })),
  /** When the certificate ends that it speaks TLS with; null where it speaks none. */
  certificateEndsAt: z.nullable(timeMs),
});
export type OpsNode = z.infer<typeof opsNode>;

/** A part of the store: a Redis master with its replicas, or the database. */
export const opsShard = z.object({
  name,
  kept: z.enum(['disk', 'memory']),
  /** Of 16,384; null where it has none. */
  slots: z.nullable(count),
  bytes: count,
  /** Null where nothing says how much it may take. */
  limitBytes: z.nullable(count),
  replicas: z.array(z.object({ name, isOnline: z.boolean(), lagBytes: count })),
  /** Writes have no second copy now. */
  isDegraded: z.boolean(),
  /** It does not answer: what is asked of its slots is refused, and its other figures are not known. */
  isSilent: z.optional(z.literal(true)),
  commandsPerSecond: z.nullable(count),
});
export type OpsShard = z.infer<typeof opsShard>;

/** Tasks of one consumer, on all nodes. */
export const opsQueue = z.object({
  consumer: z.string(),
  due: count,
  waiting: count,
  leased: count,
  parked: count,
  oldestDueMs: count,
});
export type OpsQueue = z.infer<typeof opsQueue>;

export const opsParked = z.object({ consumer: z.string(), reason: z.string(), failures: count, parkedAt: timeMs });
export type OpsParked = z.infer<typeof opsParked>;

/** Something that happened to the server. */
export const opsEvent = z.object({
  at: timeMs,
  what: z.enum(['started', 'restarted', 'draining', 'failover', 'degraded', 'whole']),
  /** The node, or the shard. */
  name,
});
export type OpsEvent = z.infer<typeof opsEvent>;

const column = z.array(maybe);
/** What was measured, oldest first: all columns are as long as `at`. Sums over the nodes, or the highest of them where it says so. */
export const opsHistory = z.object({
  stepMs: count,
  at: z.array(timeMs),
  connections: column,
  messages: column,
  deliveries: column,
  ackP50: column,
  ackP99: column,
  deliveryP50: column,
  deliveryP99: column,
  loopLag: column,
  cpu: column,
  memory: column,
  store: column,
  disk: column,
});
export type OpsHistory = z.infer<typeof opsHistory>;

/** What keeps more people from coming: of one thing of one node, how much is used, how much may be, and what each connection takes of it. */
const opsTerm = z.object({
  node: name,
  of: z.enum(['cpu', 'memory', 'connections']),
  used: figure,
  limit: figure,
  /** Null: too few are there to say. */
  each: maybe,
  more: z.nullable(count),
});
export type OpsTerm = z.infer<typeof opsTerm>;

/** Something that fills: how fast it did so in the time that was looked at, and when it would be full. */
const opsFilling = z.object({
  what: z.enum(['memory', 'disk', 'files']),
  name,
  bytes: count,
  limitBytes: count,
  bytesPerDay: maybe,
  overMs: count,
  /** Null: not at this rate. */
  fullAt: z.nullable(timeMs),
});
export type OpsFilling = z.infer<typeof opsFilling>;

/** How much is left, with what it was computed from. */
export const opsCapacity = z.object({
  /** People online beside those who are; null: too few are there to say. */
  morePeople: z.nullable(count),
  terms: z.array(opsTerm),
  fillings: z.array(opsFilling),
  /** What a message took of the store, masters alone; null: too few came to say. */
  bytesPerMessage: maybe,
  add: z.array(z.enum(['node', 'memory', 'disk', 'files', 'replica'])),
});
export type OpsCapacity = z.infer<typeof opsCapacity>;
