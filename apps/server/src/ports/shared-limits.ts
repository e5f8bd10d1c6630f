import type { Rate } from '../domain/token-bucket.ts';

/**
 * Counts what all nodes together allow of something: guesses at a password, say, of which somebody would have as many more as there are nodes.
 *
 * - Atomic. - What is counted may be lost with a shard that fails: then there is as much more. - A repeated `take` may count twice.
 * - If it times out: throws `ChatError('unavailable')`. - Cost: one step.
 */
export interface SharedLimits {
  /** 0 where it may be done and is counted, else the ms after which it may be tried again. `name` is not stored as it is. */
  take(name: string, rate: Rate): Promise<number>;
  /** Takes back all that was counted. */
  forgive(name: string): Promise<void>;
}
