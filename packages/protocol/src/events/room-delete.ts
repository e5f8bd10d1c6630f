import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const roomDelete = clientEvent({
  name: 'room:delete',
  about: 'Ends a room for everyone, with all that was said there. Its name is free.',
  request: z.object(roomTargetFields).check(...hasOneRoomTarget),
  answer: z.object({}),
});
