import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { limits } from '../limits.ts';
import { seq, timeMs } from '../numbers.ts';
import { reason } from '../text.ts';
import { user } from './user.ts';

export const reportId = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.idChars), z.regex(/^[A-Za-z0-9_-]+$/), z.describe('A report’s id.'));

/** A message that somebody has shown to those who moderate. */
export const report = z.object({
  id: reportId,
  conversation: conversationId,
  seq,
  /** The room's name at that time, also of a thread in it; left out of a direct conversation. */
  room: z.optional(z.string()),
  reason,
  /** Who reported it. */
  by: user,
  at: timeMs,
  /** The message as it read then. Of one of files alone the content is ''. */
  message: z.object({ user, content: z.string(), at: timeMs }),
});
export type Report = z.infer<typeof report>;
