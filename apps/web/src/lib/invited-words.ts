import type { InvitationLook } from '@rookery/protocol';
import type { Text } from '../locales/text.ts';

/** Who invites, and where to, as far as that is known. */
export const invitedWords = (text: Text, found: InvitationLook | undefined, name: string): string => {
  if (!found) return text('join.invited', { name });
  const who = found.by.displayName;
  return found.room
    ? text('join.invitedTo', { who, room: found.room.name, name })
    : text('join.invitedBy', { who, name });
};
