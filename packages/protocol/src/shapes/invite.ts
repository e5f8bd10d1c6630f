import * as z from 'zod/mini';
import { roomId } from '../ids.ts';
import { limits } from '../limits.ts';
import { count, timeMs } from '../numbers.ts';
import { user } from './user.ts';

/** A secret: whoever has it may come in. */
export const inviteCode = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.idChars), z.regex(/^[A-Za-z0-9_-]+$/), z.describe('An invitation’s code.'));

/** What an account made with an invitation is on the whole server. */
export const invitedRole = z.enum(['member', 'admin', 'owner']);
export type InvitedRole = z.infer<typeof invitedRole>;

/** A link by which people come in: to a room, or, without one, to the server. */
export const invite = z.object({
  code: z.string(),
  /** The link's address; without an origin where the server does not know its own. */
  url: z.string(),
  room: z.optional(roomId),
  /** Who made it. */
  by: user,
  createdAt: timeMs,
  expiresAt: timeMs,
  /** How many people may use it; null: as many as like. */
  uses: z.nullable(count),
  /** How many have. */
  used: count,
  role: z.optional(invitedRole),
});
export type Invite = z.infer<typeof invite>;
