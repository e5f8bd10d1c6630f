import type { ServerRole, User, UserId } from '@rookery/protocol';
import type { SessionBeginning } from './session-store.ts';

/** A guest as she becomes an account: by one of her sessions, whose secret is another one from then on. */
export type NewAccount = {
  readonly user: UserId;
  /** As it is kept: a hash. */
  readonly password: string;
  readonly session: { readonly id: string; readonly secretHash: string; readonly expiresAt: number };
  readonly beginning: SessionBeginning;
};

export type CreateAccountOutcome =
  /** `user`: as she is after it. */
  | { readonly status: 'created'; readonly user: User }
  /** She has an account. */
  | { readonly status: 'has-one' }
  /** The session has ended, or never was hers. */
  | { readonly status: 'no-session' };

/** Null for `by`: from the shell, or by the groups of a provider or a directory. */
export type RoleAct = {
  readonly act: 'setup' | 'shell:owner' | 'invite:accept' | 'admin:person' | 'sso:groups' | 'ldap:groups';
  readonly by: UserId | null;
};

/** Who is to be, or is, the first owner. */
export type Founding = {
  /** Makes whoever shows it the first owner. Drawn once in an installation's life. */
  readonly token: string;
  /** Null until there is one. */
  readonly owner: UserId | null;
};

/**
 * Who has an account, and how she proves that it is hers. A password is kept as the hash that its caller has made, and never shown to anybody.
 *
 * - Atomic? Each call, as others see it. - Ordered? By the profile's `rev`, which `create` and `setRole` raise.
 * - Idempotent? All. - Durable? What writes is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read or write, `create` and `setRole` two or three; those who
 *   listen to people are told of both.
 */
export interface Accounts {
  /**
   * Makes a guest an account at `now`, in one step: her profile says so, the password is kept, her session has its new secret, and all others of hers
   * end. Everything else that is hers stays as it is.
   */
  create(account: NewAccount, now: number): Promise<CreateAccountOutcome>;
  /** The kept hash; null where she has no account. Takes as long for one as for the other. */
  passwordOf(user: UserId): Promise<string | null>;
  /** Only from the very hash that was found: of two who change it at once, one does. */
  setPassword(user: UserId, from: string, to: string): Promise<'set' | 'changed-meanwhile'>;
  /**
   * On the whole server; null takes it away. `how`: who does it and by what act, for the audit log. Answers her as she is after it, null where there is no
   * such account, `last-owner` where nobody else owns the server.
   */
  setRole(user: UserId, role: ServerRole | null, how: RoleAct): Promise<User | 'last-owner' | null>;
  /**
   * Deactivates her, or takes that back. When it resolves her sessions have ended, no new one begins, she is given no conversation (a joining that is under way
   * is undone), and she may nothing in any of hers; she stays in them. Her profile says so. Where it throws `unavailable` it has begun, and is finished by a task. Cost: O(her conversations).
   */
  setDeactivated(user: UserId, isDeactivated: boolean, how: RoleAct): Promise<User | 'last-owner' | null>;
  /**
   * Ends an account for good: she is deactivated, which is never taken back, called by her id and `displayName`, and has no password, second factor, passkey, address, setting
   * and role any more. Her rooms, and her names, which nobody finds her by and nobody is given again, are left when it resolves, or, where this store cannot, by the task of her standing.
   * Answers her as she is after it, null where there is no such account. Idempotent. Cost: O(her conversations).
   */
  close(user: UserId, displayName: string): Promise<User | 'last-owner' | null>;
  /** Does what setDeactivated and close left of her conversations where they were cut off: what the task does. */
  settleStanding(user: UserId): Promise<void>;
  /**
   * From now on whoever has the secret of this hash may set her password, once, until `expiresAt` (ms); an earlier link counts no more. False where
   * there is no such account, or she is deactivated.
   */
  offerPasswordLink(user: UserId, secretHash: string, expiresAt: number): Promise<boolean>;
  /** The hash of the link that counts at `now`. */
  passwordLinkOf(user: UserId, now: number): Promise<string | null>;
  /** Sets the password by the link, which is used up by it. Her sessions go on. */
  usePasswordLink(user: UserId, secretHash: string, password: string, now: number): Promise<'set' | 'unknown'>;
  /** What stands; `fresh` becomes the token where there is none yet. */
  founding(fresh: string): Promise<Founding>;
  /** Makes her the first owner where there is none, and answers who is. Gives her no role. */
  claimFounding(user: UserId): Promise<UserId>;
}
