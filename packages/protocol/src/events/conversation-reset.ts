import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { head } from '../shapes/position.ts';
import { serverEvent } from './define.ts';

export const conversationReset = serverEvent({
  name: 'conversation:reset',
  about: 'The conversation’s history was rewritten: drop what you hold and load it afresh.',
  payload: z.object({ conversation: conversationId, head }),
});
