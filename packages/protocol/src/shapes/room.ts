import * as z from 'zod/mini';
import { fileId, roomId, userId } from '../ids.ts';
import { count, retentionDays, retentionMessages, timeMs } from '../numbers.ts';
import { roomRights } from './right.ts';

export const visibility = z.enum(['public', 'private']);
export type Visibility = z.infer<typeof visibility>;

export const room = z.object({
  id: roomId,
  name: z.string(),
  topic: z.string(),
  visibility,
  /** Its picture, for whoever may know of the room; left out where it has none. */
  picture: z.optional(fileId),
  members: count,
  /** Approximate, seconds old. */
  online: count,
  createdAt: timeMs,
  /** Who made it, whoever owns it now; left out by servers before 0.7.1. */
  createdBy: z.optional(userId),
  /** Where its rights differ from the default. */
  rights: z.optional(roomRights),
  /** For how long one has to wait between two messages of one's own; left out: not at all. */
  slowModeMs: z.optional(count),
  /** Left out: every member reads all of it. */
  history: z.optional(z.enum(['since-join'])),
  /** For how many days its messages are kept, where that is for a shorter time than the server has it. */
  retentionDays: z.optional(retentionDays),
  /** How many of its messages are kept, likewise. */
  retentionMessages: z.optional(retentionMessages),
});
export type Room = z.infer<typeof room>;
