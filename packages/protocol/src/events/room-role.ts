import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { role } from '../shapes/right.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomRole = clientEvent({
  name: 'room:role',
  about:
    'Gives a member another role. The last owner cannot step down (`conflict`); who has no account is not raised (`forbidden`).',
  request: z.object({ ...roomTargetFields, user: userName, role }).check(...hasOneRoomTarget),
  answer: z.object({}),
});
