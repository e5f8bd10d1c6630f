/** Somebody whom a directory knows and lets in. What it says of her is bounded, and otherwise unchecked. */
export type DirectoryPerson = {
  /** Hers in the directory, for good. */
  readonly id: string;
  /** What she may be called, best first. */
  readonly names: readonly string[];
  readonly displayName: string | null;
  /** Whether she is in the group of admins; null: there is no such group. */
  readonly isAdmin: boolean | null;
};

/** Identities of the directory are bound under this word, wherever it stands: a server has one at most. */
export const directoryIssuer = 'ldap';

/**
 * People as a directory (LDAP) knows them. Nothing is kept here: each call asks it.
 *
 * - Atomic, ordered? No. - Idempotent? All: nothing is written there. - If it times out, is down, or answers what cannot be read: throws
 *   `ChatError('unavailable')`; repeat. - Cost: a connection and some requests, with a deadline of some seconds; so many at once at most, beyond it `unavailable`.
 */
export interface PeopleDirectory {
  /** Whose name and password these are; null where there is no such person, she is disabled, or the password is wrong or empty. */
  recognise(username: string, password: string): Promise<DirectoryPerson | null>;
  /** Those of these ids who are there and not disabled, and whether they are admins. */
  present(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<DirectoryPerson, 'isAdmin'>>>;
}
