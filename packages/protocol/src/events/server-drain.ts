import * as z from 'zod/mini';
import { count } from '../numbers.ts';
import { serverEvent } from './define.ts';

export const serverDrain = serverEvent({
  name: 'server:drain',
  about: 'This node leaves on purpose: reconnect after the given, spread-out delay.',
  payload: z.object({ reconnectInMs: count }),
});
