import type { Rooms } from '../../ports/rooms.ts';
import { newEpoch } from './conversation-log.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedRooms = (thread: SqliteThread): Rooms => ({
  createRoom: (room, owner) => thread.call('createRoom', room, owner, newEpoch()),
  publicRoomByName: (name) => thread.call('publicRoomByName', name),
  openDirect: (a, b, at) => thread.call('openDirect', a, b, at, newEpoch()),
  editRoom: (room, by, needs, edit) => thread.call('editRoom', room, by, needs, edit),
  rooms: (reader, query, cursor, limit) => thread.call('rooms', reader, query, cursor, limit),
});
