import * as z from 'zod/mini';
import { user } from '../shapes/user.ts';
import { serverEvent } from './define.ts';

export const peopleUpdate = serverEvent({
  name: 'people:update',
  about: 'Profiles that changed, as they are now, gathered to one event a second.',
  payload: z.object({ users: z.array(user) }),
});
