import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { count, seqOrZero } from '../numbers.ts';
import { message } from '../shapes/message.ts';
import { head } from '../shapes/position.ts';
import { room } from '../shapes/room.ts';
import { clientEvent } from './define.ts';

export const roomJoin = clientEvent({
  name: 'room:join',
  about: 'Joins a public room, or a private one that the caller was invited to. Joining twice is not an error.',
  shorthand: 'room',
  request: z.object(roomTargetFields).check(...hasOneRoomTarget),
  answer: z.object({ room, head, read: seqOrZero, messages: z.array(message), mark: z.optional(count) }),
});
