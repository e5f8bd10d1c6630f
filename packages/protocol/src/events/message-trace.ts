import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { traceStep } from '../shapes/trace-step.ts';
import { clientEvent } from './define.ts';

export const messageTrace = clientEvent({
  name: 'message:trace',
  about:
    'What has become of a message: for its author and the server’s admins. Known for a day at most, and less where much is said or a node was started since.',
  request: z.object({ conversation: conversationId, seq }),
  answer: z.object({ steps: z.array(traceStep) }),
});
