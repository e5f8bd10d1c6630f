import * as z from 'zod/mini';
import { pushKeys, pushDevice, pushEndpoint } from '../shapes/push-subscription.ts';
import { clientEvent } from './define.ts';

export const pushAdd = clientEvent({
  name: 'push:add',
  about:
    'Lets the server push to this device by Web Push (RFC 8030, 8291, 8292) while no page is open. Bound to the session: when that ends, so does this. Repeating it changes nothing; a device should at each start.',
  request: z.object({ endpoint: pushEndpoint, keys: pushKeys, device: z.optional(pushDevice) }),
  answer: z.object({}),
});
