import * as z from 'zod/mini';
import { count } from '../numbers.ts';

/** What the server keeps, and what it takes. */
export const storeUse = z.object({
  /** Where: on the disk of the machine that runs the server, or in the memory of a Redis Cluster. */
  kept: z.enum(['disk', 'memory']),
  bytes: count,
  /** What is left for more; null where nothing says how much may be taken. */
  freeBytes: z.nullable(count),
  /** Null where it cannot be counted cheaply. */
  people: z.nullable(count),
  rooms: z.nullable(count),
  messages: z.nullable(count),
});
export type StoreUse = z.infer<typeof storeUse>;
