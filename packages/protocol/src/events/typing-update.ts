import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { count } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { serverEvent } from './define.ts';

export const typingUpdate = serverEvent({
  name: 'typing:update',
  about: 'Who types: at most five by name, and how many more.',
  payload: z.object({ conversation: conversationId, users: z.array(user), more: count }),
});
