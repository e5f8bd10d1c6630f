import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { conversationId } from '../ids.ts';
import { count, pageSize, timeMs } from '../numbers.ts';
import { message } from '../shapes/message.ts';
import { searchQuery, userRef } from '../text.ts';
import { clientEvent } from './define.ts';

export const searchFeatures = ['file', 'image', 'link', 'pin'] as const;
/** What a message can be searched by besides its words. */
export type SearchFeature = (typeof searchFeatures)[number];

export const searchHit = z.object({
  message,
  /** Of `content`, in UTF-16 units: what to mark, the end exclusive. */
  ranges: z.array(z.tuple([count, count])),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchMessages = clientEvent({
  name: 'search:messages',
  about:
    'Finds messages in all that the caller may read now, newest first. A page is answered within a second with what was found so far: it may hold fewer than there are, or none; `next` goes on.',
  request: z.object({
    query: searchQuery,
    conversation: z.optional(conversationId),
    user: z.optional(userRef),
    before: z.optional(timeMs),
    after: z.optional(timeMs),
    has: z.optional(z.array(z.enum(searchFeatures)).check(z.maxLength(searchFeatures.length))),
    mentions: z.optional(z.literal('me')),
    cursor: z.optional(cursor),
    limit: z.optional(pageSize),
  }),
  answer: z.object({
    hits: z.array(searchHit),
    next,
    searchedBackTo: z.nullable(timeMs),
    incomplete: z.optional(z.literal(true)),
  }),
});
