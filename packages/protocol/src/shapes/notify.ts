import * as z from 'zod/mini';
import { timeMs } from '../numbers.ts';

export const notifyLevel = z.enum(['all', 'mentions', 'none']);
export type NotifyLevel = z.infer<typeof notifyLevel>;

/** What somebody wants to be told of while she does not look. */
export const notify = z.object({
  /** Of every message, of those that call her (and of direct messages), or of nothing. */
  level: z.optional(notifyLevel),
  /** Of nothing until then. */
  mutedUntil: z.optional(timeMs),
});
export type Notify = z.infer<typeof notify>;
