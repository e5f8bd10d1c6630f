import * as z from 'zod/mini';
import { serverName } from '../text.ts';

/** What somebody is on the whole server, from below: a guest has no account. */
export const serverLevels = ['guest', 'member', 'admin', 'owner'] as const;
export const serverLevel = z.enum(serverLevels);
export type ServerLevel = z.infer<typeof serverLevel>;

/** What holds for the whole server. */
export const serverSettings = z.object({
  /** How the server is called. */
  name: serverName,
  /** Who may make an account. */
  registration: z.enum(['open', 'invite', 'closed']),
  /** Whether one may come in by a name alone. Guests who are here stay. */
  guests: z.boolean(),
  /** From whom on one may make rooms. */
  roomCreation: serverLevel,
});
export type ServerSettings = z.infer<typeof serverSettings>;
