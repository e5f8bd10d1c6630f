import * as z from 'zod/mini';
import { conversationId, userId } from '../ids.ts';
import { count } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { serverEvent } from './define.ts';

export const roomUpdate = serverEvent({
  name: 'room:update',
  about: 'Membership of a room changed; gathered, with names only while they are few.',
  payload: z.object({
    conversation: conversationId,
    members: count,
    online: count,
    joined: z.optional(z.array(user)),
    left: z.optional(z.array(userId)),
  }),
});
