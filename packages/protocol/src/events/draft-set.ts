import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { rev, seq } from '../numbers.ts';
import { contentOrNothing } from '../text.ts';
import { clientEvent } from './define.ts';

export const draftSet = clientEvent({
  name: 'draft:set',
  about:
    'Keeps what the caller has not sent yet in a conversation; of two devices the later one by the server’s order wins. Her other devices are told by `draft:update`.',
  request: z.object({ conversation: conversationId, content: contentOrNothing, replyTo: z.optional(seq) }),
  answer: z.object({ rev: z.optional(rev) }),
});
