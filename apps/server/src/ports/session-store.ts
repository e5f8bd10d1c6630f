import type { User, UserId } from '@rookery/protocol';

export type SessionKind =
  /** Holds a token; lives `limits.guestSessionMs` after its last use. */
  | 'guest'
  /** As a guest's, of somebody who has an account; ends `limits.accountSessionMs` after it began at the latest. */
  | 'account'
  /** A classic client: known by the `pid` it sends back; lives as long as its connection and two minutes more. */
  | 'classic';

export type StoredSession = {
  /** Opaque; told to other nodes when it is revoked. Never the secret. */
  readonly id: string;
  readonly user: User;
  readonly kind: SessionKind;
  readonly expiresAt: number;
};

/** How a session began. */
export type SessionBeginning = {
  readonly createdAt: number;
  /** What the device's program calls itself; '' where it is not known. */
  readonly agent: string;
  /** No use moves the session's end beyond this; null: there is no such bound. */
  readonly endsBy: number | null;
};

export type ListedSession = Pick<StoredSession, 'id' | 'kind' | 'expiresAt'> & {
  /** Null of a session that began before this was kept. */
  readonly beginning: SessionBeginning | null;
};

/** How long a secret counts beside the one that took its place, after the first use of that, ms. */
export const formerSecretMs = 60_000;

type Named = { readonly id: string; readonly user: UserId };

/**
 * Sessions by the SHA-256 of their secret (a token or a pid): the secret itself is never stored.
 *
 * - Atomic, and durable before it resolves (revoking and creating). - Idempotent: `revoke`, `revokeAll`, `extend`.
 * - Expired sessions are not found; the store sweeps them by and by.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read or write each.
 */
export interface SessionStore {
  /** Of a user who need not be known yet: her session comes before her name. Throws `unauthorized` where she is deactivated. */
  create(secretHash: string, session: StoredSession, beginning?: SessionBeginning): Promise<void>;
  /**
   * By its secret, if it lives at `now`. `extendTo` moves its end when that is later by more than an hour, or by a tenth of what is left (a use need not
   * always write).
   */
  resume(secretHash: string, now: number, extendTo: number | null): Promise<StoredSession | null>;
  /** Keeps sessions of connected devices alive, as `resume` does; answers the ids of those that are gone (revoked or expired). */
  extend(sessions: readonly Named[], now: number, expiresAt: number | null): Promise<readonly string[]>;
  /**
   * The secret `from` gives way to `to`, and counts until that is used first and `formerSecretMs` more. False, and nothing is done, where it is not as old
   * as `leastAgeMs`, or has given way already; unless that was `formerSecretMs` ago and the other was never used: its answer was lost.
   */
  rotate(session: Named, from: string, to: string, now: number, leastAgeMs: number): Promise<boolean>;
  /** Ends it and announces `revoked` to the user. */
  revoke(session: Named): Promise<void>;
  /** Ends all of the user's sessions but `kept`, in one step, and announces them. */
  revokeAll(user: UserId, kept: string | null): Promise<void>;
  /** Those of the user that live at `now`, in no order. */
  list(user: UserId, now: number): Promise<readonly ListedSession[]>;
  /** The firmest kind of session of the user's that lives at `now`, `classic` after all others: it decides who may have her name. */
  liveKind(user: UserId, now: number): Promise<SessionKind | null>;
}
