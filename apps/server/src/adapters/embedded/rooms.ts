import type { Clock } from '../../domain/clock.ts';
import type { Rooms } from '../../ports/rooms.ts';
import { newEpoch } from './conversation-log.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedRooms = (threads: SqliteThreads, clock: Clock): Rooms => ({
  createRoom: (room, owner) => threads.call('createRoom', room, owner, newEpoch()),
  publicRoomByName: (name) => threads.call('publicRoomByName', name),
  openDirect: (a, b, at) => threads.call('openDirect', a, b, at, newEpoch()),
  openGroup: (people, by, at) => threads.call('openGroup', people, by, at, newEpoch()),
  nameGroup: (group, by, name) => threads.call('nameGroup', group, by, name),
  editRoom: (room, by, needs, edit) => threads.call('editRoom', room, by, needs, edit),
  deleteRoom: (room, by, needs) => threads.call('deleteRoom', room, by, needs, clock.now()),
  async rooms(reader, query, cursor, limit) {
    // One more than asked for shows whether there is another page.
    let step = await threads.call('searchRooms', reader, query, cursor, limit + 1);
    const found = [...step.rows];
    while (step.reached) {
      step = await threads.call('searchRooms', reader, query, step.reached, limit + 1 - found.length);
      found.push(...step.rows);
    }
    const rows = found.slice(0, limit);
    return { rows, next: found.length > limit ? (rows.at(-1)?.facts.id ?? null) : null };
  },
});
