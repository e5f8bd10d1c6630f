import * as z from 'zod/mini';
import { sessionToken } from './shapes/session.ts';

/** `auth` of the Socket.IO handshake. `pid` is what a stock client that lost its connection sends by itself. */
export const handshakeAuth = z.object({
  token: z.optional(sessionToken),
  protocol: z.optional(z.unknown()),
  pid: z.optional(z.string().check(z.maxLength(64))),
});
export type HandshakeAuth = z.infer<typeof handshakeAuth>;
