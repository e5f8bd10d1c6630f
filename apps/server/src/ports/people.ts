import type { User, UserId } from '@rookery/protocol';

/**
 * Who there is. Usernames are unique by `foldName`.
 *
 * - Atomic? Each call is, as others see it: of two who claim a name at once, one has it.
 * - Idempotent? All but `claimName`.
 * - If it times out: throws `ChatError('unavailable')`; repeat.
 */
export interface People {
  /**
   * Gives `user.username` to a user who has none yet. `holder` is the user whom the caller found to hold the name without a session: it is taken
   * from her only if she still is the holder. The old user keeps her id and her messages.
   */
  claimName(user: User, holder: UserId | null): Promise<'claimed' | 'taken'>;
  userByName(username: string): Promise<User | null>;
  /** In the order asked; null where there is none. */
  users(ids: readonly UserId[]): Promise<readonly (User | null)[]>;
}
