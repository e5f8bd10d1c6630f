import * as z from 'zod/mini';
import { threadId } from '../ids.ts';
import { seqOrZero } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const threadFollow = clientEvent({
  name: 'thread:follow',
  about:
    'Lets the caller follow a thread, from its head on, or no longer: those that she follows are lines of her inbox. Whoever has let go of one follows it again when she replies in it, or is mentioned.',
  request: z.object({ thread: threadId, on: z.boolean() }),
  answer: z.object({ read: seqOrZero }),
});
