import * as z from 'zod/mini';
import { serverEvent } from './define.ts';

/** Sent to classic clients only. */
export const usersUpdate = serverEvent({
  name: 'users:update',
  about: 'Classic clients only: the users, at most the first 1,000.',
  payload: z.array(z.object({ id: z.string(), username: z.string(), isActive: z.boolean() })),
});
