import * as z from 'zod/mini';
import { roomId } from '../ids.ts';
import { count, timeMs } from '../numbers.ts';

export const visibility = z.enum(['public', 'private']);
export type Visibility = z.infer<typeof visibility>;

export const room = z.object({
  id: roomId,
  name: z.string(),
  topic: z.string(),
  visibility,
  members: count,
  /** Approximate, seconds old. */
  online: count,
  createdAt: timeMs,
});
export type Room = z.infer<typeof room>;
