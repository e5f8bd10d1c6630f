/** A value that is kept for one taker, or as a mark that something has been. */
export type OnceKept = { readonly value: string; readonly until: number };

/**
 * Small values that count once: what a sign-in has begun with, that a message was seen, whose turn it is. A key is of its user's making, under a word of its
 * own (`state:…`, `jti:…`); secrets stand there as their hash only.
 *
 * - Atomic? Each call: of two who take a value, or put one under the same key, one does. - Ordered? No.
 * - Idempotent? Both: a repeat answers the same to the same `value` or `by`.
 * - Durable? Before it resolves; gone some time after `until`.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one write.
 */
export interface Once {
  /** Keeps it, unless there is one that lives at `now`; answers the value that stands. */
  put(key: string, kept: OnceKept, now: number): Promise<string>;
  /** The value, if it lives at `now`, for the first who takes it; null for all others. `by`: a random word of the taker. */
  take(key: string, by: string, now: number): Promise<string | null>;
}
