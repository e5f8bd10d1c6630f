import type { Text } from '../../locales/text.ts';
import type { GoneRoom } from '../../store/gone-rooms.ts';

/** That the reader is no longer where she was. */
export const departureTitle = (text: Text, { invited, name }: GoneRoom): string =>
  text(invited ? 'invitation.goneTitle' : 'room.leftTitle', { name });

/** By what act. `by`: who did it, as far as that is known. */
export const departureWords = (text: Text, { invited, why }: GoneRoom, by: string | undefined): string => {
  const name = by ?? text('person.somebody');
  switch (why) {
    case 'left':
      return text(invited ? 'invitation.declined' : 'room.left');
    case 'removed':
      return text(invited ? 'invitation.withdrawn' : 'room.removedBy', { name });
    case 'banned':
      return text('room.bannedBy', { name });
    case 'deleted':
      return text('room.deletedBy', { name });
    case undefined:
      return text('room.leftWords');
  }
};
