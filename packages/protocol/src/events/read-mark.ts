import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { count, rev, seqOrZero } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const readMark = clientEvent({
  name: 'read:mark',
  about: 'Raises the caller’s read mark; with `back`, sets it wherever she says.',
  request: z
    .object({ ...targetFields, seq: seqOrZero, back: z.optional(z.boolean()), rev: z.optional(rev) })
    .check(...hasOneTarget),
  answer: z.object({ read: seqOrZero, unread: count }),
});
