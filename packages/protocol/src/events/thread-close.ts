import * as z from 'zod/mini';
import { threadId } from '../ids.ts';
import { clientEvent } from './define.ts';

export const threadClose = clientEvent({
  name: 'thread:close',
  about: 'This connection hears the thread no longer, unless it is among those of the caller that are heard anyway.',
  request: z.object({ thread: threadId }),
  answer: z.object({}),
});
