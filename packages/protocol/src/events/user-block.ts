import * as z from 'zod/mini';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const userBlock = clientEvent({
  name: 'user:block',
  about:
    'Blocks somebody, or lifts that. From her very next act on, on any node, what the blocked one writes to the caller is refused as if nobody were there; she is not told. What she writes elsewhere is folded away by the client.',
  request: z.object({ user: userName, on: z.boolean() }),
  answer: z.object({}),
});
