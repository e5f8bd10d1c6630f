import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { hasConversationOrUser } from '../target.ts';
import { reason } from '../text.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const holdSet = clientEvent({
  name: 'hold:set',
  about:
    'Keeps what is said in a conversation, with the threads under it, or all that somebody has written, wherever it is, from being taken away by retention, or no longer (`on: false`). For admins of the server. Once it is answered nothing of that is taken away.',
  request: z
    .object({
      conversation: z.optional(conversationId),
      user: z.optional(userName),
      on: z.boolean(),
      reason: z.optional(reason),
    })
    .check(...hasConversationOrUser),
  answer: z.object({}),
});
