import * as z from 'zod/mini';
import { timeMs } from '../numbers.ts';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { reason } from '../text.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomMute = clientEvent({
  name: 'room:mute',
  about:
    'Mutes somebody of a lower role in a room until a time, or lifts that. The muted one reads, and may not post, reply, react, attach or edit; leaving and coming back changes nothing.',
  request: z
    .object({ ...roomTargetFields, user: userName, until: z.nullable(timeMs), reason: z.optional(reason) })
    .check(...hasOneRoomTarget),
  answer: z.object({}),
});
