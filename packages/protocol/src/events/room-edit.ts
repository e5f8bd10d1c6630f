import * as z from 'zod/mini';
import { fileId } from '../ids.ts';
import { limits } from '../limits.ts';
import { hasOneRoomTarget, roomTargetFields } from '../target.ts';
import { retentionDays, retentionMessages, rev } from '../numbers.ts';
import { roomRightsChange } from '../shapes/right.ts';
import { room } from '../shapes/room.ts';
import { roomName, topic } from '../text.ts';
import { clientEvent } from './define.ts';

const changes = [
  'name',
  'topic',
  'rights',
  'slowModeMs',
  'history',
  'picture',
  'retentionDays',
  'retentionMessages',
] as const;

export const roomEdit = clientEvent({
  name: 'room:edit',
  about:
    'Changes a room: its name, its topic, its picture, who may do what in it, its slow mode. Of a group only the name.',
  request: z
    .object({
      ...roomTargetFields,
      name: z.optional(roomName),
      topic: z.optional(topic),
      rights: z.optional(roomRightsChange),
      slowModeMs: z.optional(z.int().check(z.gte(0), z.lte(limits.slowModeMs))),
      history: z.optional(z.enum(['all', 'since-join'])),
      /** A picture that the caller has uploaded and not sent; null takes it away. */
      picture: z.optional(z.nullable(fileId)),
      /** For an owner. Null: as the server has it, which it cannot exceed. */
      retentionDays: z.optional(z.nullable(retentionDays)),
      retentionMessages: z.optional(z.nullable(retentionMessages)),
    })
    .check(
      ...hasOneRoomTarget,
      z.refine((value) => changes.some((field) => value[field] !== undefined), {
        message: `must be given, or another of ${changes.join(', ')}`,
        path: ['name'],
      }),
      z.meta({ anyOf: changes.map((field) => ({ required: [field] })) }),
    ),
  answer: z.object({
    /** Left out of a group. */
    room: z.optional(room),
    rev,
  }),
});
