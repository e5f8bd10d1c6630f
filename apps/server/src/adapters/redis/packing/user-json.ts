import { asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import * as z from 'zod';

/** A user as facts, members and her own record hold her. */
export const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  guest: z.boolean(),
});
export const parseUser = (json: string) => {
  const user = userSchema.parse(JSON.parse(json));
  return { ...user, id: asUserId(user.id), rev: 0 };
};

export const userJson = ({ id, username, displayName, guest }: User): string =>
  JSON.stringify({ id, username, displayName, guest });
