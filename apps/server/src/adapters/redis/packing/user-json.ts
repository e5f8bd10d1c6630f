import { asFileId, asUserId, userStatus } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import * as z from 'zod';

const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
  avatar: z.optional(z.string()),
  role: z.optional(z.enum(['owner', 'admin'])),
  status: z.optional(userStatus),
  rev: z.number(),
  deactivated: z.optional(z.literal(true)),
});

/** A profile as its user's own record holds it, and nothing else does. */
export const parseUser = (json: string): User => {
  const { avatar, ...user } = userSchema.parse(JSON.parse(json));
  return { ...user, id: asUserId(user.id), ...(avatar === undefined ? {} : { avatar: asFileId(avatar) }) };
};

export const userJson = ({ id, username, displayName, guest, rev }: User): string =>
  JSON.stringify({ id, username, displayName, guest, rev });
