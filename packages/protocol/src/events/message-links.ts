import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { clientEvent } from './define.ts';

export const messageLinks = clientEvent({
  name: 'message:links',
  about:
    'Takes the previews of a message’s links away, for good (its author, whoever has the right `delete_any`). All are told by a change of kind `links`.',
  request: z.object({ ...targetFields, seq, off: z.literal(true) }).check(...hasOneTarget),
  answer: z.object({ rev, at: timeMs }),
});
