import * as z from 'zod/mini';
import { user } from '../shapes/user.ts';
import { displayName, username } from '../text.ts';
import { clientEvent } from './define.ts';

export const profileSet = clientEvent({
  name: 'profile:set',
  about:
    'Changes the caller’s profile; what is not given stays. A username that is left is kept for her for 30 days; five at once, then it is `rate_limited`.',
  request: z.object({ displayName: z.optional(displayName), username: z.optional(username) }),
  answer: z.object({ user }),
});
