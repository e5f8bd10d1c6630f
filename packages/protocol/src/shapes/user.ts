import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { rev } from '../numbers.ts';

export const user = z.object({
  id: userId,
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
  /** What she is on the whole server, beyond a member. */
  role: z.optional(z.enum(['owner', 'admin'])),
  /** Numbers the changes to the profile: of two, the higher is right. 0 before the first change. */
  rev,
  /** She is gone, for good: nobody would read what is written to her. */
  deactivated: z.optional(z.literal(true)),
});
export type User = z.infer<typeof user>;
/** Of the whole server. */
export type ServerRole = NonNullable<User['role']>;
