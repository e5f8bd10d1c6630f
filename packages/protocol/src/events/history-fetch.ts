import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { count, pageSize, seq, seqOrZero } from '../numbers.ts';
import { message } from '../shapes/message.ts';
import { head } from '../shapes/position.ts';
import { clientEvent } from './define.ts';

export const historyFetch = clientEvent({
  name: 'history:fetch',
  about: 'Reads a page of messages, oldest first, as they read now; without a direction, the newest.',
  request: z
    .object({
      ...targetFields,
      before: z.optional(seq),
      after: z.optional(seqOrZero),
      around: z.optional(seq),
      limit: z.optional(pageSize),
    })
    .check(
      ...hasOneTarget,
      z.refine(
        (value) => [value.before, value.after, value.around].filter((field) => field !== undefined).length <= 1,
        { message: 'must be the only one of before, after, around', path: ['before'] },
      ),
      z.meta({ 'x-at-most-one-of': ['before', 'after', 'around'] }),
    ),
  answer: z.object({ messages: z.array(message), head, hasMore: z.boolean(), mark: z.optional(count) }),
});
