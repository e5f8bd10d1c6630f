import type { Entry } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const roomActs = roomOverlay(async () => (await import('./RoomActs.tsx')).RoomActs);

const isForModerators = ({ room, role }: Entry): boolean =>
  room !== undefined && (role === 'owner' || role === 'moderator');

/** What was done in a room, in its menu, for those who look after it. */
export const administration: Feature = {
  roomCommands: [
    {
      label: 'audit.title',
      icon: 'rows',
      isFor: isForModerators,
      run: ({ conversation }) => roomActs.open({ conversation }),
    },
  ],
};
