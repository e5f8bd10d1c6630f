import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { pageSize } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { query } from '../text.ts';
import { clientEvent } from './define.ts';

export const peopleLook = clientEvent({
  name: 'people:look',
  about:
    'People as they are now: those of the given ids, or, without `users`, those whom the caller may know, best match first.',
  mayBeEmpty: true,
  request: z
    .object({
      users: z.optional(z.array(userId).check(z.maxLength(limits.lookUsers))),
      query: z.optional(query),
      cursor: z.optional(cursor),
      limit: z.optional(pageSize),
    })
    .check(
      z.refine(
        (value) =>
          value.users === undefined ||
          (value.query === undefined && value.cursor === undefined && value.limit === undefined),
        { message: 'must be given alone, or not at all', path: ['users'] },
      ),
    ),
  answer: z.object({ users: z.array(user), next }),
});
