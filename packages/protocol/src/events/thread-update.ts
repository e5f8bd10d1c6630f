import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { count } from '../numbers.ts';
import { threadAt } from '../shapes/message.ts';
import { serverEvent } from './define.ts';

export const threadUpdate = serverEvent({
  name: 'thread:update',
  about:
    'Something was said in threads of a conversation: each as it is now. Gathered to at most one a second. `mark` is how much is known then; it is given back in `sync`.',
  payload: z.object({ conversation: conversationId, mark: count, threads: z.array(threadAt) }),
});
