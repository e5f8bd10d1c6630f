import * as z from 'zod/mini';
import { clientId } from '../ids.ts';
import { clientEvent } from './define.ts';

export const laterCancel = clientEvent({
  name: 'later:cancel',
  about:
    'Takes back a message that was to be sent later, or one that could not be sent. `conflict` while it is being sent.',
  request: z.object({ id: clientId }),
  answer: z.object({}),
});
