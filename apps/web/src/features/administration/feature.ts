import type { Entry, User } from '@rookery/protocol';
import { paths } from '../../lib/paths.ts';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const roomActs = roomOverlay(async () => (await import('./RoomActs.tsx')).RoomActs);

const isForModerators = ({ room, role }: Entry): boolean =>
  room !== undefined && (role === 'owner' || role === 'moderator');

const isForAdmins = ({ role }: User): boolean => role === 'owner' || role === 'admin';

/** What was done in a room, in its menu, for those who look after it; and how the server is, for its admins. */
export const administration: Feature = {
  pages: [
    {
      segment: 'ops',
      title: 'ops.title',
      Content: lazyPart(async () => (await import('./ops/OpsPage.tsx')).OpsPage),
    },
  ],
  ownCommands: [
    {
      label: 'ops.title',
      icon: 'monitor',
      isFor: isForAdmins,
      run: ({ navigate }) => navigate(paths.page('ops')),
    },
  ],
  roomCommands: [
    {
      label: 'audit.title',
      icon: 'rows',
      isFor: isForModerators,
      run: ({ conversation }) => roomActs.open({ conversation }),
    },
  ],
};
