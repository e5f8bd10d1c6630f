import type { User, UserId } from '@rookery/protocol';

/** Who somebody is now. Answers for everybody whom it was made for, also where there is nobody (any more) under the id. */
export type Who = (id: UserId) => User;

/** Shown where a profile is asked for that nobody has. */
export const nobody = (id: UserId): User => ({ id, username: '?', displayName: '?', guest: true, rev: 0 });
