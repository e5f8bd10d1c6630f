import * as z from 'zod/mini';
import { displayName, username } from '../text.ts';
import { session } from '../shapes/session.ts';
import { user } from '../shapes/user.ts';
import { clientEvent } from './define.ts';

export const userJoin = clientEvent({
  name: 'user:join',
  about: 'Starts a guest session under a free username, or confirms the one this connection has.',
  shorthand: 'username',
  request: z.object({ username, displayName: z.optional(displayName) }),
  answer: z.object({ user, session }),
});
