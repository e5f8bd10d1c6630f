import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { pageSize } from '../numbers.ts';
import { invite } from '../shapes/invite.ts';
import { hasOneRoomTargetOrNone, roomTargetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const inviteList = clientEvent({
  name: 'invite:list',
  about:
    'Lists the links into a room, the latest first: moderators see all, others their own. Without a room those to the server, for its admins. What has expired or was revoked is not listed.',
  mayBeEmpty: true,
  request: z
    .object({ ...roomTargetFields, cursor: z.optional(cursor), limit: z.optional(pageSize) })
    .check(hasOneRoomTargetOrNone),
  answer: z.object({ invites: z.array(invite), next }),
});
