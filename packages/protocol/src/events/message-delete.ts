import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const messageDelete = clientEvent({
  name: 'message:delete',
  about: 'Deletes a message’s content (its author, the room’s owner). Its `seq` stays.',
  request: z.object({ ...targetFields, seq }).check(...hasOneTarget),
  answer: z.object({ rev, at: timeMs }),
});
