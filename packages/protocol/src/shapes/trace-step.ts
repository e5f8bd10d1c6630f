import * as z from 'zod/mini';
import { count, timeMs } from '../numbers.ts';

/** Something that has happened to a message. */
export const traceStep = z.object({
  what: z.enum(['accepted', 'stored', 'announced', 'delivered', 'resumed', 'pushed', 'mailed']),
  /** By the clock of the node where it happened. */
  at: timeMs,
  /** That node's name; left out where nobody remembers. */
  node: z.optional(z.string()),
  /** Of `stored`: how many copies there were at least. */
  copies: z.optional(count),
  /** Of `delivered`, `resumed` and `pushed`: how many. */
  devices: z.optional(count),
});
export type TraceStep = z.infer<typeof traceStep>;
