import * as z from 'zod/mini';
import { clientId, conversationId } from '../ids.ts';
import { seq, timeMs } from '../numbers.ts';
import { hasContentOrFiles, sayingFields, silentField } from '../saying.ts';
import { clientEvent } from './define.ts';

export const laterAdd = clientEvent({
  name: 'later:add',
  about:
    'Sends a message later, once, by whatever node then lives. Whether the caller may send it is tested then; where she may not, it stays in `later:list` with its `error`.',
  request: z
    .object({
      conversation: conversationId,
      ...sayingFields,
      ...silentField,
      replyTo: z.optional(seq),
      sendAt: timeMs,
      clientId,
    })
    .check(hasContentOrFiles),
  answer: z.object({ id: z.string() }),
});
