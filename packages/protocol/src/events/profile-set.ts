import * as z from 'zod/mini';
import { user } from '../shapes/user.ts';
import { displayName } from '../text.ts';
import { clientEvent } from './define.ts';

export const profileSet = clientEvent({
  name: 'profile:set',
  about: 'Changes the caller’s profile; what is not given stays.',
  request: z.object({ displayName: z.optional(displayName) }),
  answer: z.object({ user }),
});
