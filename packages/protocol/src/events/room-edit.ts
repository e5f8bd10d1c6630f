import * as z from 'zod/mini';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { rev } from '../numbers.ts';
import { room } from '../shapes/room.ts';
import { roomName, topic } from '../text.ts';
import { clientEvent } from './define.ts';

export const roomEdit = clientEvent({
  name: 'room:edit',
  about: 'Renames a room or sets its topic (owner).',
  request: z.object({ ...roomTargetFields, name: z.optional(roomName), topic: z.optional(topic) }).check(
    ...hasOneRoomTarget,
    z.refine((value) => value.name !== undefined || value.topic !== undefined, {
      message: 'must be given, or a topic, or both',
      path: ['name'],
    }),
    z.meta({ anyOf: [{ required: ['name'] }, { required: ['topic'] }] }),
  ),
  answer: z.object({ room, rev }),
});
