import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { serverEvent } from './define.ts';

export const reportsUpdate = serverEvent({
  name: 'reports:update',
  about:
    'The reports of a conversation have changed: told to whoever may list what changed and is connected; of a thread its parent is named. A hint: ask for the list.',
  payload: z.object({ conversation: conversationId }),
});
