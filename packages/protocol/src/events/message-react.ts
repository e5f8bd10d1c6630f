import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { emoji } from '../text.ts';
import { clientEvent } from './define.ts';

export const messageReact = clientEvent({
  name: 'message:react',
  about: 'Adds or takes back one of the caller’s reactions.',
  request: z.object({ ...targetFields, seq, emoji, on: z.boolean() }).check(...hasOneTarget),
  answer: z.object({ rev, at: timeMs }),
});
