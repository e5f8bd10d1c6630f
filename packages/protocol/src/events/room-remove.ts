import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomRemove = clientEvent({
  name: 'room:remove',
  about: 'Removes a member of a lower role from a room.',
  request: z.object({ ...roomTargetFields, user: userName }).check(...hasOneRoomTarget),
  answer: z.object({}),
});
