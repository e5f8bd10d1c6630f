import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { pageSize } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { query } from '../text.ts';
import { clientEvent } from './define.ts';

export const adminPeople = clientEvent({
  name: 'admin:people',
  about: 'Looks through all people of the server, also those who are gone. For its admins.',
  request: z.object({ query: z.optional(query), cursor: z.optional(cursor), limit: z.optional(pageSize) }),
  answer: z.object({ users: z.array(user), next }),
});
