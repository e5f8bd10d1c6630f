import * as z from 'zod/mini';
import { message } from '../shapes/message.ts';
import { hasOneTarget, targetFields } from '../target.ts';
import { clientEvent } from './define.ts';

export const pinsList = clientEvent({
  name: 'pins:list',
  about: 'All messages that are pinned in a conversation.',
  request: z.object({ ...targetFields }).check(...hasOneTarget),
  answer: z.object({ messages: z.array(message) }),
});
