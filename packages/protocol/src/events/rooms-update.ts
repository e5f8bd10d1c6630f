import * as z from 'zod/mini';
import { count } from '../numbers.ts';
import { serverEvent } from './define.ts';

/** Sent to classic clients only. */
export const roomsUpdate = serverEvent({
  name: 'rooms:update',
  about: 'Classic clients only: the public rooms with their members online, at most the first 1,000.',
  payload: z.array(z.object({ name: z.string(), users: count })),
});
