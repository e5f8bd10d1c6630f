import type { StoreRecord } from '../domain/store-record.ts';

/** `same`: clients go on where they were. `new`: the store may lack what clients have seen, so each log begins a new epoch, and what was overdue for long waits for somebody to look at it. */
export type StoreLife = 'same' | 'new';

/**
 * Writes records into a store in which there is nothing else, and which no server uses. Opening one throws `StartupError` where there are data of others or where a node
 * lives; from then on until it is finished, no server starts on it.
 *
 * - Atomic? Each call is kept as a whole or may be repeated; until `finish` the store is of no use.
 * - Ordered? Records may come in any order; a message's later record stands in the place of the earlier one.
 * - Idempotent? Yes: after a crash it is opened again by the same name, and what may have been written before is written again.
 * - If it times out: throws; call again.
 */
export interface StoreSink {
  /** Whether an unfinished one of the same name was found. */
  readonly isResumed: boolean;
  /** Resolves once they are kept: on disk, or by the master and what copies it has. */
  write(records: readonly StoreRecord[]): Promise<void>;
  /** Before what is about conversations, people and the server is written anew: all of that which was written before goes, and messages stay. */
  forgetAllButMessages(): Promise<void>;
  /** Everything was written: derives what is not in records, and lets servers in. */
  finish(life: StoreLife): Promise<void>;
  /** Without `finish`, the store stays unfinished. Idempotent. */
  close(): Promise<void>;
}
