import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { pageSize } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { query } from '../text.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const peopleLook = clientEvent({
  name: 'people:look',
  about:
    'People as they are now: those of the given ids; or the one who goes by `username`; or, without both, those whom the caller may know and who are not gone, best match first; behind them, where the server has `findEverybody`, up to 20 others with accounts whom `query` names from the beginning.',
  mayBeEmpty: true,
  request: z
    .object({
      users: z.optional(z.array(userId).check(z.maxLength(limits.lookUsers))),
      /** Exactly, but for case. */
      username: z.optional(userName),
      query: z.optional(query),
      cursor: z.optional(cursor),
      limit: z.optional(pageSize),
    })
    .check(
      z.refine(
        (value) =>
          (value.users === undefined || value.username === undefined) &&
          ((value.users === undefined && value.username === undefined) ||
            (value.query === undefined && value.cursor === undefined && value.limit === undefined)),
        { message: 'must be given alone, or not at all, and username likewise', path: ['users'] },
      ),
    ),
  answer: z.object({ users: z.array(user), next }),
});
