/**
 * `filling`: being filled, and whole only with what is still to come. `opened`: whole, and from now on the one that counts. `given-up`: never will be. `closed`: whole, and read to be moved away, so that no server
 * starts on it. `left`: was moved away for good.
 */
export type OpeningState = 'filling' | 'opened' | 'given-up' | 'closed' | 'left';
export type Opened = { readonly state: OpeningState; readonly id: string };

/**
 * The mark of a store that is filled from another one, or moved away. Moving it from `filling` to `opened` is the moment at which the other store ceases to count; who wants the other one to go on must
 * move it to `given-up` first. Whoever comes second is refused. Back it goes by `closed` and `left`.
 *
 * - Atomic? Each. - Idempotent: each, by the id of the attempt. - Durable? Before it resolves: also on a second machine.
 * - If it times out: throws `ChatError('unavailable')`, and the outcome is unknown; repeat. - Cost: a write.
 */
export interface Opening {
  /** Null: this store was never filled. */
  read(): Promise<Opened | null>;
  /** Whether it is `filling` for this attempt now: it had no mark, or that of `left`, an attempt that can no longer be opened. */
  fill(id: string, left?: string | null): Promise<boolean>;
  /** Whether it is `opened` for this attempt now. */
  open(id: string): Promise<boolean>;
  /** Whether it is `given-up` for this attempt now. */
  giveUp(id: string): Promise<boolean>;
  /** Whether it is `closed` for this attempt now: no server starts any more, but one that was just starting may live. */
  closeFor(id: string): Promise<boolean>;
  /** Whether it is served again. */
  stay(id: string): Promise<boolean>;
  /** Whether it has `left` for this attempt. */
  leave(id: string): Promise<boolean>;
  /** Names of servers that use it. */
  living(): Promise<readonly string[]>;
  close(): Promise<void>;
}
