import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const roomLeave = clientEvent({
  name: 'room:leave',
  about:
    'Leaves a room, or declines an invitation to it. A group is not left: it is out of the inbox until the next message.',
  shorthand: 'room',
  request: z.object(roomTargetFields).check(...hasOneRoomTarget),
  answer: z.object({}),
});
