import type { OpsShard, StoreUse } from '@rookery/protocol';

/**
 * How much the store holds, for whoever looks after the server.
 *
 * - Atomic? No: the figures may be of moments beside each other. - Idempotent, and writes nothing.
 * - If it times out: throws `ChatError('unavailable')`; repeat.
 * - Cost: one read, or one a master. What would need a walk through all that is kept is null: on SQLite a look at each conversation and each person tells all of it.
 */
export interface Inventory {
  /** `people`: all who are there, guests and those who are gone too. `messages`: all numbers that exist, also of deleted ones. */
  take(): Promise<StoreUse>;
  /** What each part of the store says of itself: the masters with their replicas, or the database. A master that does not answer is left out. Costs no look at what is kept. */
  shards(): Promise<readonly OpsShard[]>;
}
