import * as z from 'zod/mini';
import { pushEndpoint } from '../shapes/push-subscription.ts';
import { clientEvent } from './define.ts';

export const pushRemove = clientEvent({
  name: 'push:remove',
  about: 'Pushes to this address no more.',
  request: z.object({ endpoint: pushEndpoint }),
  answer: z.object({}),
});
