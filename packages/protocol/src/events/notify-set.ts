import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { timeMs } from '../numbers.ts';
import { notifyLevel } from '../shapes/notify.ts';
import { clientEvent } from './define.ts';

export const notifySet = clientEvent({
  name: 'notify:set',
  about:
    'What the caller wants to be told of in a conversation (`Entry.notify`), or, with null, in all that say nothing else (`Settings.notify`). What is not given stays; null goes back to the default.',
  request: z.object({
    conversation: z.nullable(conversationId),
    level: z.optional(z.nullable(notifyLevel)),
    mutedUntil: z.optional(z.nullable(timeMs)),
  }),
  answer: z.object({}),
});
