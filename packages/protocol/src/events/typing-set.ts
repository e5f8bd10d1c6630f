import * as z from 'zod/mini';
import { hasOneTarget, targetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const typingSet = clientEvent({
  name: 'typing:set',
  about: 'Says that the caller types, or stopped. Never stored; forgotten after 6 s.',
  request: z.object({ ...targetFields, on: z.boolean() }).check(...hasOneTarget),
  answer: z.object({}),
});
