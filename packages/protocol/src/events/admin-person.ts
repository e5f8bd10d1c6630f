import * as z from 'zod/mini';
import { user } from '../shapes/user.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

export const adminPerson = clientEvent({
  name: 'admin:person',
  about:
    'Acts of admins on one person: her role on the server, whether she is deactivated, the end of her sessions, a link for a new password. Against lower roles only; an owner also against owners. When it is acknowledged it holds on every node.',
  request: z.object({
    user: userName,
    /** `member` takes a role away. Only owners give and take. */
    role: z.optional(z.enum(['owner', 'admin', 'member'])),
    deactivated: z.optional(z.boolean()),
    endSessions: z.optional(z.literal(true)),
    passwordLink: z.optional(z.literal(true)),
  }),
  answer: z.object({
    user,
    /** The path of the link, from the server's address on. */
    passwordLink: z.optional(z.string()),
  }),
});
