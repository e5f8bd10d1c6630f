import * as z from 'zod/mini';
import { timeMs } from '../numbers.ts';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { reason } from '../text.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomBan = clientEvent({
  name: 'room:ban',
  about: 'Removes somebody of a lower role from a room and keeps them out, for good or until a time.',
  request: z
    .object({ ...roomTargetFields, user: userName, until: z.optional(timeMs), reason: z.optional(reason) })
    .check(...hasOneRoomTarget),
  answer: z.object({}),
});
