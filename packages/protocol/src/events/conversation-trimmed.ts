import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { serverEvent } from './define.ts';

export const conversationTrimmed = serverEvent({
  name: 'conversation:trimmed',
  about:
    'Retention has taken away what is before this number: it does not exist any more for anybody. A hint that may be lost; every `head` says the same in `first`.',
  payload: z.object({ conversation: conversationId, first: seq }),
});
