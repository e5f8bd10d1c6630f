import type { Moving, MovingStep } from '../domain/moving.ts';

/**
 * What a store knows of being moved away, and its refusal to be written to once it is closed (`unavailable`, whoever asks and whatever process does). What changes nothing of
 * importance is answered meanwhile as if it were written: that a session goes on, say.
 *
 * - Atomic? A step is, with the refusal: what was answered before it is in the store, what comes after it is not. - Ordered? By the store. - Idempotent: each step.
 * - Durable? Before it resolves. - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one small write.
 */
export interface Departure {
  /** As it is now, of what this process has done. */
  readonly now: Moving;
  /** Answers what it is then. Throws `ChatError('conflict')` where that step cannot be taken. */
  step(step: MovingStep): Promise<Moving>;
}
