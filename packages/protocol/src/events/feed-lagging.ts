import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { head } from '../shapes/position.ts';
import { serverEvent } from './define.ts';

export const feedLagging = serverEvent({
  name: 'feed:lagging',
  about: 'This client was too slow: live events of the conversation stopped. Call `sync`.',
  payload: z.object({ conversation: conversationId, head }),
});
