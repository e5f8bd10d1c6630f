import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { pageSize, timeMs } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { reason } from '../text.ts';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const ban = z.object({
  user,
  /** Who banned her. */
  by: user,
  at: timeMs,
  /** Null: for good. */
  until: z.nullable(timeMs),
  reason: z.nullable(reason),
});
export type Ban = z.infer<typeof ban>;

export const roomBans = clientEvent({
  name: 'room:bans',
  about: 'Lists who is kept out of a room, the earliest ban first.',
  request: z
    .object({ ...roomTargetFields, cursor: z.optional(cursor), limit: z.optional(pageSize) })
    .check(...hasOneRoomTarget),
  answer: z.object({ bans: z.array(ban), next }),
});
