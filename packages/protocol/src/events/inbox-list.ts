import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { count, pageSize } from '../numbers.ts';
import { entry } from '../shapes/entry.ts';
import { clientEvent } from './define.ts';

export const inboxList = clientEvent({
  name: 'inbox:list',
  about: 'Lists the caller’s conversations with what is unread in them.',
  mayBeEmpty: true,
  request: z.object({ cursor: z.optional(cursor), limit: z.optional(pageSize) }),
  answer: z.object({ entries: z.array(entry), rev: count, next }),
});
