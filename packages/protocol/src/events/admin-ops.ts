import * as z from 'zod/mini';
import { timeMs } from '../numbers.ts';
import { opsCapacity, opsEvent, opsHistory, opsNode, opsParked, opsQueue, opsShard } from '../shapes/ops.ts';
import { clientEvent } from './define.ts';

export const adminOps = clientEvent({
  name: 'admin:ops',
  about: 'How the server is, how it was, and how much is left. For its admins.',
  mayBeEmpty: true,
  request: z.object({ span: z.optional(z.enum(['hour', 'day'])), since: z.optional(timeMs) }),
  answer: z.object({
    at: timeMs,
    nodes: z.array(opsNode),
    missed: z.array(z.string()),
    shards: z.array(opsShard),
    queues: z.array(opsQueue),
    parked: z.array(opsParked),
    history: opsHistory,
    events: z.array(opsEvent),
    capacity: opsCapacity,
  }),
});
