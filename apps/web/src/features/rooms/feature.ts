import { can, type Entry } from '@rookery/protocol';
import { basePath } from '../../lib/base-path.ts';
import { paths } from '../../lib/paths.ts';
import { mayCreateRooms } from '../../lib/server-level.ts';
import { text } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';
import type { Feature, Shell } from '../../shell/feature.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { roomOverlay } from '../../shell/room-overlay.tsx';
import { createRoom } from './create-room.ts';

const editRoom = roomOverlay(async () => (await import('./EditRoomDialog.tsx')).EditRoomDialog);

const rights = roomOverlay(async () => (await import('./RightsDialog.tsx')).RightsDialog);

const leave = ({ room }: Entry, { client, navigate }: Shell): void => {
  if (!room) return;
  confirm.open({
    title: text('room.leaveTitle', { name: room.name }),
    words: text(room.visibility === 'private' ? 'room.leavePrivate' : 'room.leavePublic'),
    yes: text('room.leave'),
    onYes: () => void client.leaveRoom(room.id).then(() => navigate(paths.inbox), tellFailure),
  });
};

const remove = ({ room }: Entry, { client, navigate }: Shell): void => {
  if (!room) return;
  confirm.open({
    title: text('room.deleteTitle', { name: room.name }),
    words: text('room.deleteWords'),
    yes: text('room.deleteNow'),
    onYes: () => void client.deleteRoom(room.id).then(() => navigate(paths.inbox), tellFailure),
  });
};

/** The server makes it as the browser takes it: none of it passes through the page. */
const take = ({ room }: Entry): void => {
  if (!room) return;
  confirm.open({
    title: text('room.exportTitle', { name: room.name }),
    words: text('room.exportWords'),
    yes: text('room.exportNow'),
    harmless: true,
    onYes: () => {
      const link = document.createElement('a');
      link.href = `${basePath}/api/v1/rooms/${room.id}/export`;
      link.download = '';
      link.click();
    },
  });
};

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
    { label: 'room.export', icon: 'download', isFor: (entry) => can(entry, 'delete_room'), run: take },
    { label: 'room.delete', icon: 'trash', isFor: (entry) => can(entry, 'delete_room'), isLast: true, run: remove },
    { label: 'room.leave', icon: 'log-out', isFor: ({ room }) => room !== undefined, isLast: true, run: leave },
  ],
};
