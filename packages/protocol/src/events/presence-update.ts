import * as z from 'zod/mini';
import { presence } from '../shapes/presence.ts';
import { serverEvent } from './define.ts';

export const presenceUpdate = serverEvent({
  name: 'presence:update',
  about: 'Changes among the watched users, at most one event a second.',
  payload: z.object({ changes: z.array(presence) }),
});
