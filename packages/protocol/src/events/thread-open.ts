import * as z from 'zod/mini';
import { placeId, threadId } from '../ids.ts';
import { seq, seqOrZero } from '../numbers.ts';
import { message } from '../shapes/message.ts';
import { head } from '../shapes/position.ts';
import { clientEvent } from './define.ts';

export const threadOpen = clientEvent({
  name: 'thread:open',
  about:
    'Opens the thread of a message, whether anything was said in it or not: this connection hears it until `thread:close`. Answers the newest messages of it, oldest first.',
  request: z.object({ conversation: placeId, seq }),
  answer: z.object({
    thread: threadId,
    root: message,
    head,
    read: seqOrZero,
    following: z.boolean(),
    messages: z.array(message),
  }),
});
