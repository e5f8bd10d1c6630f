import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { presence } from '../shapes/presence.ts';
import { clientEvent } from './define.ts';

export const presenceWatch = clientEvent({
  name: 'presence:watch',
  about: 'Names the users whose presence the caller sees; replaces the last list.',
  request: z.object({ users: z.array(userId).check(z.maxLength(limits.watchUsers)) }),
  answer: z.object({ states: z.array(presence) }),
});
