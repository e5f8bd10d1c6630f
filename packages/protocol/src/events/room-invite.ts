import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomInvite = clientEvent({
  name: 'room:invite',
  about: 'Invites a user to a private room (a member). Her inbox gains it as an invitation.',
  request: z.object({ ...roomTargetFields, user: userName }).check(...hasOneRoomTarget),
  answer: z.object({}),
});
