import type { UserId } from '@rookery/protocol';

export type KeptFactor = {
  /** Hexadecimal; null where she has no second factor. */
  readonly secret: string | null;
  /** One that is to be hers once she has shown a code of it. */
  readonly pending: string | null;
  /** Recovery codes that were not used yet. */
  readonly recoveryLeft: number;
};

export type TryOutcome =
  | 'accepted'
  /** It is wrong, or was used before. */
  | 'refused'
  /** Too many were wrong: this one was not looked at. */
  | { readonly waitMs: number };

/** Wrong codes of one account, from everywhere together: so many at once, then one in this time. A right one forgives them. */
export const wrongCodesAtOnce = 10;
export const wrongCodeMs = 600_000;

/**
 * The second factor of accounts: a secret that the person's app shares, the last of its steps (RFC 6238) that was accepted, and the hashes of recovery codes.
 *
 * - Atomic? Each call, over all nodes: of two who show the same code at once, one is let in. - Ordered? No need.
 * - Idempotent? All but `tryStep` and `useRecovery`, which are for once.
 * - If it times out: throws `ChatError('unavailable')`; what was to be used once may be used. - Durable before it resolves. Cost: one read or write each.
 */
export interface SecondFactor {
  of(user: UserId): Promise<KeptFactor>;
  /** Keeps `secret` as the pending one, in the place of another. False where she has no account. */
  begin(user: UserId, secret: string): Promise<boolean>;
  /** The pending secret, if it is this one, is hers from now on, `step` is used, and these are her recovery codes. Else false, and nothing is done. */
  confirm(user: UserId, secret: string, step: number, recovery: readonly string[]): Promise<boolean>;
  /** Uses `step` of this secret, if no later one was used before. `null`: a wrong code, which is counted. */
  tryStep(user: UserId, secret: string, step: number | null, now: number): Promise<TryOutcome>;
  /** Uses up a recovery code. False where it is none of hers. */
  useRecovery(user: UserId, hash: string): Promise<boolean>;
  /** Other recovery codes. False where she has no second factor. */
  setRecovery(user: UserId, recovery: readonly string[]): Promise<boolean>;
  /** She has none from now on, nor a pending one. */
  end(user: UserId): Promise<void>;
}
