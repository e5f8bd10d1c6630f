import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { reason } from '../text.ts';
import { clientEvent } from './define.ts';

export const reportCreate = clientEvent({
  name: 'report:create',
  about:
    'Shows a message to those who moderate: those of its room, also of a thread in it, and the server’s admins; of a direct conversation to the admins alone. Whoever wrote it is none of these, whatever her role. They are given a copy of it, and nothing else of the conversation. Again is no second report.',
  request: z.object({ conversation: conversationId, seq, reason }),
  answer: z.object({}),
});
