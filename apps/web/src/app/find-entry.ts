import { foldName, type Entry } from '@rookery/protocol';

/** The inbox line of a room, by id or by the name of a public room. */
export const findRoomEntry = (entries: readonly Entry[], room: string): Entry | undefined =>
  entries.find(({ conversation }) => conversation === room) ??
  entries.find((entry) => entry.room?.visibility === 'public' && foldName(entry.room.name) === foldName(room));

/** The inbox line of a direct conversation, by its id or the other person's. */
export const findDirect = (entries: readonly Entry[], id: string): Entry | undefined =>
  entries.find(({ conversation, user }) => user !== undefined && (conversation === id || user.id === id));
