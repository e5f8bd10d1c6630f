import type { UserId } from '@rookery/protocol';

/** A person as somebody else knows her: a provider of sign-on, or a directory. Never by her name or address, which go to others in time. */
export type Identity = {
  /** Whoever says so, as one word: the provider's issuer, or the directory's. */
  readonly issuer: string;
  /** Hers there, for good. At most 255 characters. */
  readonly subject: string;
};

export type BoundIdentity = { readonly subject: string; readonly user: UserId };

/**
 * Which user signs in as which identity. Each identity is one user's; a user may have several.
 *
 * - Atomic? Each call. - Ordered? No. - Idempotent? All. - Durable? What writes is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read or write. All identities of an issuer lie in one place.
 */
export interface Identities {
  userOf(identity: Identity): Promise<UserId | null>;
  /** Gives the identity to `user` if it still is `from`'s (null: nobody's); answers whose it is after that. */
  bind(identity: Identity, user: UserId, from: UserId | null): Promise<UserId>;
  /** All of an issuer, some at a time, in no order. What is bound meanwhile may be missing, and some may come twice. `cursor`: null begins. */
  list(
    issuer: string,
    cursor: string | null,
  ): Promise<{ readonly bound: readonly BoundIdentity[]; readonly next: string | null }>;
}
