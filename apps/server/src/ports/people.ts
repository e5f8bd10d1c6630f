import type { ConversationId, FileId, User, UserId, UserStatus } from '@rookery/protocol';
import type { Page } from '../domain/page.ts';
import type { Listening } from './announcements.ts';

/** For how long a username that was left is kept for who had it, ms, and how many of one user's at once at most. */
export const leftNameMs = 30 * 24 * 3_600_000;
export const leftNamesAtOnce = 5;

/**
 * What is changed of a profile; what is not given stays. `status`, `avatar` null: there is none any more. `avatar`: an upload of hers, which does not expire from now on; the one that she had
 * before expires in this step.
 */
export type ProfileEdit = {
  readonly displayName?: string;
  readonly status?: UserStatus | null;
  readonly avatar?: FileId | null;
};

export type SetProfileOutcome =
  /** `user`: as she is after it. */
  | { readonly status: 'set'; readonly user: User }
  /** Her profile has another `rev` than was expected: `user` is what it holds. */
  | { readonly status: 'changed-meanwhile'; readonly user: User }
  | { readonly status: 'no-user' }
  /** The avatar is no upload of hers, or has expired: nothing is changed. */
  | { readonly status: 'no-file' };

export type RenameOutcome =
  | Exclude<SetProfileOutcome, { readonly status: 'no-file' }>
  /** It is another's, looks like another's, or is kept for another. */
  | { readonly status: 'taken' }
  /** `leftNamesAtOnce` names are kept for her already. */
  | { readonly status: 'too-often' };

export type PeopleHearing = {
  /** Their profiles changed, or may have: each change is told within 60 s, most at once, some twice. */
  changed(users: readonly UserId[]): void;
  /** Something may have been said unheard: whatever is held of those for whom `concerns` is true may be old. They are told of by `changed` besides. */
  missed(concerns: (user: UserId) => boolean): void;
};

/**
 * Who there is. A profile is kept in one place, by its user's id; everything else holds ids. Usernames are unique by what they look like
 * (`nameSkeletons`), and found by `foldName`.
 *
 * - Atomic? Each call is, as others see it: of two who claim a name, or set a profile, at once, one does. A rename is several steps on the cluster: a crash
 *   between them keeps a name too many for her.
 * - Ordered? Of one profile by `rev`, which every change raises, also over a failover: no two states of it have the same.
 * - Idempotent? All but `claimName`, `setProfile` and `rename`.
 * - Durable? What writes is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read a user, those of one call side by side.
 */
export interface People {
  /**
   * Gives `user.username` to a user who has none yet. `holder` is the user whom the caller found to hold the name without a session: it is taken
   * from her only if she still is the holder and has left no trace (`Leftovers`), tested in the same step; from then on nothing is written for her.
   * With `'anybody'` also from one who has left a trace: she keeps her id and her messages.
   */
  claimName(user: User, holder: UserId | null, of?: 'anybody'): Promise<'claimed' | 'taken'>;
  /** Who holds the name. */
  holderOf(username: string): Promise<UserId | null>;
  /** In the order asked; null where there is none (any more). */
  users(ids: readonly UserId[]): Promise<readonly (User | null)[]>;
  /** A compare-and-set from the profile's `rev`; those who `listen` are told. */
  setProfile(user: UserId, rev: number, edit: ProfileEdit): Promise<SetProfileOutcome>;
  /**
   * Another username, a compare-and-set from the profile's `rev`; those who `listen` are told. The former one finds nobody, and nobody but her gets it
   * within `leftNameMs`.
   */
  rename(user: UserId, rev: number, username: string): Promise<RenameOutcome>;
  /**
   * Marks a guest as gone (`deactivated`) whose sessions have all ended at `by` (ms since the epoch), for good; those who `listen` are told. Answers her as she is after it, null where
   * there is no such user.
   */
  retire(user: UserId, by: number): Promise<User | null>;
  /** Where her name stands: the conversations that she belongs to, or has belonged to or been invited to. */
  conversationsOf(user: UserId): Promise<readonly ConversationId[]>;
  /**
   * All people in whose name or username the words are, in no order that is promised; '' finds everybody. A page may be shorter than `limit` and have a next one, and somebody may be on two pages.
   */
  search(query: string, cursor: string | undefined, limit: number): Promise<Page<User>>;
  /**
   * Everybody with an account, neither deactivated nor deleted, whom the words name from their beginning (`findingWords`), at most `namedAtOnce`, in no order that is promised; nobody for ''. Of very many
   * who are named alike it answers some. A change of a name counts within seconds; where a node died over it, within a quarter of an hour or so. [PEO-9]
   */
  named(query: string): Promise<readonly User[]>;
  /** News of all profiles, from now on. The first thing it may say is `missed`, of those who were looked up before it was heard. */
  listen(hearing: PeopleHearing): Listening;
}
