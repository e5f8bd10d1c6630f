import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { pageSize } from '../numbers.ts';
import { room } from '../shapes/room.ts';
import { query } from '../text.ts';
import { clientEvent } from './define.ts';

export const roomsList = clientEvent({
  name: 'rooms:list',
  about: 'Lists public rooms and the caller’s own, by name; `query` narrows them.',
  mayBeEmpty: true,
  request: z.object({ query: z.optional(query), cursor: z.optional(cursor), limit: z.optional(pageSize) }),
  answer: z.object({ rooms: z.array(room), next }),
});
