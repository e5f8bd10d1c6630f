import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { rev } from '../numbers.ts';
import { room } from '../shapes/room.ts';
import { roomName, topic } from '../text.ts';
import { clientEvent } from './define.ts';

export const roomEdit = clientEvent({
  name: 'room:edit',
  about: 'Renames a room or sets its topic (owner).',
  request: z
    .object({ ...targetFields, name: z.optional(roomName), topic: z.optional(topic) })
    .check(
      hasOneTarget,
      z.refine((value) => value.name !== undefined || value.topic !== undefined, {
        message: 'give a name or a topic',
        path: ['name'],
      }),
    ),
  answer: z.object({ room, rev }),
});
