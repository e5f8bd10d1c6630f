import * as z from 'zod/mini';
import { userId } from '../ids.ts';

export const user = z.object({
  id: userId,
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
});
export type User = z.infer<typeof user>;
