import { can, type Entry } from '@rookery/protocol';
import { paths } from '../../lib/paths.ts';
import { mayCreateRooms } from '../../lib/server-level.ts';
import type { Feature, Shell } from '../../shell/feature.ts';
import { insist, lazyPart, loadLater } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';
import { createRoom } from './create-room.ts';

const editRoom = roomOverlay(async () => (await import('./EditRoomDialog.tsx')).EditRoomDialog);

const rights = roomOverlay(async () => (await import('./RightsDialog.tsx')).RightsDialog);

/** What is asked about before it is done: loaded after the first screen. */
const ends = () => import('./ends.ts');
loadLater(ends);
const asked =
  (end: 'leave' | 'remove' | 'take') =>
  (entry: Entry, shell: Shell): void =>
    void insist(ends).then((all) => all[end](entry, shell));

/** Making, finding, changing, leaving and ending rooms. */
export const rooms: Feature = {
  pages: [
    {
      segment: 'rooms',
      title: 'rooms.find',
      icon: 'compass',
      Content: lazyPart(async () => (await import('./FindRooms.tsx')).FindRooms),
    },
  ],
  beginnings: [
    { label: 'room.create', icon: 'plus', isFor: mayCreateRooms, run: () => createRoom.open({}) },
    { label: 'rooms.find', icon: 'compass', run: ({ navigate }) => navigate(paths.rooms) },
  ],
  roomCommands: [
    {
      label: 'room.edit',
      icon: 'pencil',
      isFor: (entry) => can(entry, 'edit_room'),
      run: ({ conversation }) => editRoom.open({ conversation }),
    },
    {
      label: 'rights.title',
      icon: 'lock',
      isFor: ({ room }) => room !== undefined,
      run: ({ conversation }) => rights.open({ conversation }),
    },
    { label: 'room.export', icon: 'download', isFor: (entry) => can(entry, 'delete_room'), run: asked('take') },
    {
      label: 'room.delete',
      icon: 'trash',
      isFor: (entry) => can(entry, 'delete_room'),
      isLast: true,
      run: asked('remove'),
    },
    {
      label: 'room.leave',
      icon: 'log-out',
      isFor: ({ room }) => room !== undefined,
      isLast: true,
      run: asked('leave'),
    },
  ],
};
