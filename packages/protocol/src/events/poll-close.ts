import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const pollClose = clientEvent({
  name: 'poll:close',
  about: 'Ends a poll: by its author, or by whoever has the right `delete_any` over her.',
  request: z.object({ conversation: conversationId, seq }),
  answer: z.object({ rev, at: timeMs }),
});
