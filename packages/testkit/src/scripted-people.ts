import { asConversationId, asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';

export const userOf = (name: string): User => ({
  id: asUserId(`u_${name}`),
  username: name,
  displayName: name,
  guest: true,
  rev: 0,
});
export const me = userOf('me');
export const other = userOf('other');
export const room = asConversationId('r_room');
