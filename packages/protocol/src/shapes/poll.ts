import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { count, timeMs } from '../numbers.ts';

export const poll = z.object({
  question: z.string(),
  /** `users`: who chose it, unless the poll is anonymous. */
  options: z.array(z.object({ text: z.string(), count, users: z.optional(z.array(userId)) })),
  multiple: z.boolean(),
  anonymous: z.boolean(),
  closesAt: z.optional(timeMs),
  closed: z.optional(z.literal(true)),
  /** In answers to one caller: the options that she chose, by index. */
  mine: z.optional(z.array(count)),
});
export type Poll = z.infer<typeof poll>;
