import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { pageSize } from '../numbers.ts';
import { saved } from '../shapes/kept.ts';
import { clientEvent } from './define.ts';

export const savedList = clientEvent({
  name: 'saved:list',
  about:
    'The messages that the caller has saved, the latest first, as they read now; what she may not read any more, or what does not exist any more, is left out.',
  request: z.object({ cursor: z.optional(cursor), limit: z.optional(pageSize) }),
  answer: z.object({ saved: z.array(saved), next }),
  mayBeEmpty: true,
});
