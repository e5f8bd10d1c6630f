import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { content } from '../text.ts';
import { clientEvent } from './define.ts';

export const messageEdit = clientEvent({
  name: 'message:edit',
  about: 'Replaces a message’s content (its author).',
  request: z.object({ ...targetFields, seq, content }).check(...hasOneTarget),
  answer: z.object({ rev, at: timeMs }),
});
