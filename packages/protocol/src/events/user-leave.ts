import * as z from 'zod/mini';
import { clientEvent } from './define.ts';

export const userLeave = clientEvent({
  name: 'user:leave',
  about: 'Ends the session: its token is refused from now on, and its other sockets are closed.',
  mayBeEmpty: true,
  request: z.object({}),
  answer: z.object({}),
});
