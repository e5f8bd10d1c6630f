import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { count, timeMs } from '../numbers.ts';
import { right } from '../shapes/right.ts';
import { serverEvent } from './define.ts';

export const roomRights = serverEvent({
  name: 'room:rights',
  about:
    'What the reader may do in a room now, after its rights or slow mode changed, or a mute of theirs began or ended.',
  payload: z.object({
    conversation: conversationId,
    rights: z.array(right),
    mutedUntil: z.optional(timeMs),
    slowModeMs: z.optional(count),
  }),
});
