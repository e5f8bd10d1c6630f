import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const roomRemove = clientEvent({
  name: 'room:remove',
  about: 'Removes a member from a room (owner).',
  request: z.object({ ...targetFields, user: userName }).check(hasOneTarget),
  answer: z.object({}),
});
