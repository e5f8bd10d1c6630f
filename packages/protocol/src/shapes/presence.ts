import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { timeMs } from '../numbers.ts';

export const presence = z.object({
  user: userId,
  online: z.boolean(),
  /** When the last device left; null while online, or never seen. */
  lastSeen: z.nullable(timeMs),
});
export type Presence = z.infer<typeof presence>;
