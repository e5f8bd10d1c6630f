import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { rev } from '../numbers.ts';

export const user = z.object({
  id: userId,
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
  /** Numbers the changes to the profile: of two, the higher is right. 0 before the first change. */
  rev,
});
export type User = z.infer<typeof user>;
