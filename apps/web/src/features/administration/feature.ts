import type { Entry, User } from '@rookery/protocol';
import type { Feature } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';

const isForAdmins = ({ role }: User): boolean => role === 'owner' || role === 'admin';

const roomActs = roomOverlay(async () => (await import('./RoomActs.tsx')).RoomActs);

const isForModerators = ({ room, role }: Entry): boolean =>
  room !== undefined && (role === 'owner' || role === 'moderator');

/** People of the whole server, what was done to whom, and what is kept, for those who look after it; a room's acts in its menu, for those who look after that. */
export const administration: Feature = {
  roomCommands: [
    {
      label: 'audit.title',
      icon: 'rows',
      isFor: isForModerators,
      run: ({ conversation }) => roomActs.open({ conversation }),
    },
  ],
  settings: [
    {
      id: 'people',
      group: 'server',
      title: 'people.title',
      icon: 'users',
      isFor: isForAdmins,
      Content: lazyPart(async () => (await import('./PeopleSettings.tsx')).PeopleSettings),
    },
    {
      id: 'audit',
      group: 'server',
      title: 'audit.title',
      icon: 'rows',
      isFor: isForAdmins,
      Content: lazyPart(async () => (await import('./AuditSettings.tsx')).AuditSettings),
    },
    {
      id: 'storage',
      group: 'server',
      title: 'storage.title',
      icon: 'inbox',
      isFor: isForAdmins,
      Content: lazyPart(async () => (await import('./StorageSettings.tsx')).StorageSettings),
    },
  ],
};
