import * as z from 'zod/mini';
import { conversationId, userId } from '../ids.ts';
import { seqOrZero } from '../numbers.ts';
import { serverEvent } from './define.ts';

export const receiptsUpdate = serverEvent({
  name: 'receipts:update',
  about:
    'Somebody has read on, in a conversation of at most 100 people: of those who show it, to those who show theirs. Gathered; a hint that is not repeated.',
  payload: z.object({ conversation: conversationId, user: userId, seq: seqOrZero }),
});
