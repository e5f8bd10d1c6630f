import * as z from 'zod/mini';
import { seq, timeMs } from '../numbers.ts';
import { hasOneTarget, targetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const messageEdits = clientEvent({
  name: 'message:edits',
  about: 'What a message said before it was edited. Gone with the message.',
  request: z.object({ ...targetFields, seq }).check(...hasOneTarget),
  answer: z.object({ versions: z.array(z.object({ content: z.string(), at: timeMs })) }),
});
