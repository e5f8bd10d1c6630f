import type { User, UserId } from '@rookery/protocol';

export type SessionKind =
  /** Holds a token; lives `limits.guestSessionMs` after its last use. */
  | 'guest'
  /** A classic client: known by the `pid` it sends back; lives as long as its connection and two minutes more. */
  | 'classic';

export type StoredSession = {
  /** Opaque; told to other nodes when it is revoked. Never the secret. */
  readonly id: string;
  readonly user: User;
  readonly kind: SessionKind;
  readonly expiresAt: number;
};

/**
 * Sessions by the SHA-256 of their secret (a token or a pid): the secret itself is never stored.
 *
 * - Atomic, and durable before it resolves (revoking and creating). - Idempotent: `revoke`, `extend`.
 * - Expired sessions are not found; the store sweeps them by and by.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read or write each.
 */
export interface SessionStore {
  /** Of a user who need not be known yet: her session comes before her name. */
  create(secretHash: string, session: StoredSession): Promise<void>;
  /** By its secret, if it lives at `now`. `extendTo` moves its end when that is later by more than a tenth of what is left (a use need not always write). */
  resume(secretHash: string, now: number, extendTo: number | null): Promise<StoredSession | null>;
  /** Keeps sessions of connected devices alive; answers the ids of those that are gone (revoked or expired). */
  extend(
    sessions: readonly { readonly id: string; readonly user: UserId }[],
    now: number,
    expiresAt: number | null,
  ): Promise<readonly string[]>;
  /** Ends it and announces `revoked` to the user. */
  revoke(session: { readonly id: string; readonly user: UserId }): Promise<void>;
  /** The firmest kind of session of the user's that lives at `now`, `guest` before `classic`: it decides who may have her name. */
  liveKind(user: UserId, now: number): Promise<SessionKind | null>;
}
