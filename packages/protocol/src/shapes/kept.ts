import * as z from 'zod/mini';
import { errorCode } from '../errors.ts';
import { conversationId } from '../ids.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { file } from './file.ts';
import { message } from './message.ts';

/** A message that the caller has saved. */
export const saved = z.object({
  /** As it reads now. */
  message,
  /** When it was saved. */
  at: timeMs,
  /** When she wants to be reminded of it. */
  remindAt: z.optional(timeMs),
  /** That time has come. */
  reminded: z.optional(z.literal(true)),
  done: z.optional(z.literal(true)),
});
export type Saved = z.infer<typeof saved>;

/** A text that was not sent yet. */
export const draft = z.object({
  conversation: conversationId,
  content: z.string(),
  replyTo: z.optional(seq),
  /** When it was written. */
  at: timeMs,
  /** Of two states of it the higher was written later. */
  rev: z.optional(rev),
});
export type Draft = z.infer<typeof draft>;

/** A message that is to be sent later. */
export const later = z.object({
  id: z.string(),
  conversation: conversationId,
  content: z.string(),
  files: z.optional(z.array(file)),
  replyTo: z.optional(seq),
  silent: z.optional(z.literal(true)),
  sendAt: timeMs,
  /** Why it could not be sent: it stays until the author cancels it. */
  error: z.optional(z.object({ code: errorCode, message: z.string() })),
});
export type Later = z.infer<typeof later>;
