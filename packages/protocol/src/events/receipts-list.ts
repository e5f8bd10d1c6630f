import * as z from 'zod/mini';
import { next } from '../cursor.ts';
import { conversationId, userId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const receiptsList = clientEvent({
  name: 'receipts:list',
  about:
    'Who has read up to a message at least, of those who show it (`Settings.receipts`), in conversations of at most 100 people: nobody in others, and nobody to a caller who does not show hers.',
  request: z.object({ conversation: conversationId, seq }),
  answer: z.object({ read: z.array(z.object({ user: userId, seq })), next }),
});
