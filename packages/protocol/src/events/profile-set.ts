import * as z from 'zod/mini';
import { fileId } from '../ids.ts';
import { user, userStatus } from '../shapes/user.ts';
import { displayName, username } from '../text.ts';
import { clientEvent } from './define.ts';

export const profileSet = clientEvent({
  name: 'profile:set',
  about:
    'Changes the caller’s profile; what is not given stays. A username that is left is kept for her for 30 days; five at once, then it is `rate_limited`.',
  request: z.object({
    displayName: z.optional(displayName),
    username: z.optional(username),
    /** A picture that she has uploaded and not sent; null takes it away. */
    avatar: z.optional(z.nullable(fileId)),
    /** Null takes it away. */
    status: z.optional(
      z.nullable(
        userStatus.check(
          z.refine((value) => value.emoji !== undefined || value.text !== undefined, {
            message: 'must have an emoji or a text',
            path: ['text'],
          }),
        ),
      ),
    ),
  }),
  answer: z.object({ user }),
});
