import * as z from 'zod/mini';
import { seqOrZero } from '../numbers.ts';
import { head } from '../shapes/position.ts';
import { room, visibility } from '../shapes/room.ts';
import { roomName, topic } from '../text.ts';
import { clientEvent } from './define.ts';

export const roomCreate = clientEvent({
  name: 'room:create',
  about: 'Creates a room; the caller becomes its owner and first member.',
  shorthand: 'name',
  request: z.object({
    name: roomName,
    topic: z.optional(topic),
    visibility: z.optional(visibility),
  }),
  answer: z.object({ room, head, read: seqOrZero }),
});
