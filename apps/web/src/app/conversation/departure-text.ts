import type { Departure } from '@rookery/client';
import type { Text } from '../../locales/text.ts';

/** That the reader is no longer where she was. */
export const departureTitle = (text: Text, { entry }: Departure): string =>
  text(entry.invited ? 'invitation.goneTitle' : 'room.leftTitle', { name: entry.room?.name ?? '' });

/** By what act. `by`: who did it, as far as that is known. */
export const departureWords = (text: Text, { entry, why }: Departure, by: string | undefined): string => {
  const name = by ?? text('person.somebody');
  switch (why) {
    case 'left':
      return text(entry.invited ? 'invitation.declined' : 'room.left');
    case 'removed':
      return text(entry.invited ? 'invitation.withdrawn' : 'room.removedBy', { name });
    case 'banned':
      return text('room.bannedBy', { name });
    case 'deleted':
      return text('room.deletedBy', { name });
    case undefined:
      return text('room.leftWords');
  }
};
