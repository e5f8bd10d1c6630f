import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { seq, timeMs } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const savedSet = clientEvent({
  name: 'saved:set',
  about:
    'Saves a message for oneself, or changes what is said of one that is saved, or takes it off the list. All of the caller’s devices are told by `saved:update`.',
  request: z.object({
    conversation: conversationId,
    seq,
    on: z.boolean(),
    remindAt: z.optional(z.nullable(timeMs)),
    done: z.optional(z.boolean()),
  }),
  answer: z.object({}),
});
