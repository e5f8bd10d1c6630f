import * as z from 'zod/mini';
import { timeMs } from '../numbers.ts';
import { serverSettings } from '../shapes/server-settings.ts';
import { user } from '../shapes/user.ts';
import { serverEvent } from './define.ts';

export const serverHello = serverEvent({
  name: 'server:hello',
  about: 'The first event on every connection.',
  payload: z.object({
    protocol: z.literal(1),
    node: z.string(),
    time: timeMs,
    user: z.nullable(user),
    /** Before anybody has come in too: how one may. */
    server: z.optional(serverSettings),
    /** The key (VAPID, in base64url) with which a browser subscribes to pushes of this server: see `push:add`. */
    push: z.optional(z.string()),
    limits: z.record(z.string(), z.number()),
  }),
});
