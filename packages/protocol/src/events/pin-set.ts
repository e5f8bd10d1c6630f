import * as z from 'zod/mini';
import { rev, seq, timeMs } from '../numbers.ts';
import { hasOneTarget, targetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const pinSet = clientEvent({
  name: 'pin:set',
  about: 'Pins a message for all who read the conversation, or takes the pin away.',
  request: z.object({ ...targetFields, seq, on: z.boolean() }).check(...hasOneTarget),
  answer: z.object({ rev, at: timeMs }),
});
