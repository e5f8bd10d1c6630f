import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { reason } from '../text.ts';
import { clientEvent } from './define.ts';

export const holdSet = clientEvent({
  name: 'hold:set',
  about:
    'Keeps what is said in a conversation, with the threads under it, from being taken away by retention, or no longer (`on: false`). For admins of the server. Once it is answered nothing there is taken away.',
  request: z.object({ conversation: conversationId, on: z.boolean(), reason: z.optional(reason) }),
  answer: z.object({}),
});
