import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { conversationId } from '../ids.ts';
import { pageSize, timeMs } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { reason } from '../text.ts';
import { clientEvent } from './define.ts';

export const holdList = clientEvent({
  name: 'hold:list',
  about:
    'Conversations from which retention takes nothing away, and people of whom it takes nothing, with who holds them. For admins of the server.',
  mayBeEmpty: true,
  request: z.object({ cursor: z.optional(cursor), limit: z.optional(pageSize) }),
  answer: z.object({
    holds: z.array(
      z.object({
        conversation: conversationId,
        /** The room's name, of a public one. */
        name: z.optional(z.string()),
        by: user,
        at: timeMs,
        reason: z.optional(reason),
      }),
    ),
    /** Those of whom nothing is taken; left out where there are none on this page. */
    people: z.optional(z.array(z.object({ user, by: user, at: timeMs, reason: z.optional(reason) }))),
    next,
  }),
});
