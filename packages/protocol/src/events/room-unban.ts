import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomUnban = clientEvent({
  name: 'room:unban',
  about: 'Ends a ban: they may join again, but are no members. Not an error where there is none.',
  request: z.object({ ...roomTargetFields, user: userName }).check(...hasOneRoomTarget),
  answer: z.object({}),
});
