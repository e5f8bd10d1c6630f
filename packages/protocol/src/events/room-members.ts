import * as z from 'zod/mini';
import { hasOneRoomTarget, roomOrThreadFields } from '../target.ts';
import { cursor, next } from '../cursor.ts';
import { pageSize } from '../numbers.ts';
import { role } from '../shapes/right.ts';
import { user } from '../shapes/user.ts';
import { clientEvent } from './define.ts';

export const member = z.object({ user, role, online: z.boolean() });
export type Member = z.infer<typeof member>;

export const roomMembers = clientEvent({
  name: 'room:members',
  about: 'Lists a room’s members.',
  request: z
    .object({ ...roomOrThreadFields, cursor: z.optional(cursor), limit: z.optional(pageSize) })
    .check(...hasOneRoomTarget),
  answer: z.object({ members: z.array(member), next }),
});
