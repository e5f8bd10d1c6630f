import * as z from 'zod/mini';
import { fileId, userId } from '../ids.ts';
import { rev } from '../numbers.ts';
import { emoji, statusText } from '../text.ts';

/** In the year 5138: numbers of more digits are not kept exactly by Redis's JSON. */
const latestEndMs = 99_999_999_999_999;

/** What she says of herself for a while. `until`: from then on it is over; left out: until she takes it back. */
export const userStatus = z.object({
  emoji: z.optional(emoji),
  text: z.optional(statusText),
  until: z.optional(z.int().check(z.gte(0), z.lte(latestEndMs))),
});
export type UserStatus = z.infer<typeof userStatus>;

export const user = z.object({
  id: userId,
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
  /** Her picture, for whoever has a session; left out where she has none. */
  avatar: z.optional(fileId),
  /** What she is on the whole server, beyond a member. */
  role: z.optional(z.enum(['owner', 'admin'])),
  /** Left out where there is none, or where its time is over. */
  status: z.optional(userStatus),
  /** Numbers the changes to the profile: of two, the higher is right. 0 before the first change. */
  rev,
  /** She is gone, for good: nobody would read what is written to her. */
  deactivated: z.optional(z.literal(true)),
});
export type User = z.infer<typeof user>;
/** Of the whole server. */
export type ServerRole = NonNullable<User['role']>;
