import { foldName, type Entry } from '@rookery/protocol';

/** The inbox line of a room, by id or by the name of a public room. */
export const findRoomEntry = (entries: readonly Entry[], room: string): Entry | undefined =>
  entries.find(({ conversation }) => conversation === room) ??
  entries.find((entry) => entry.room?.visibility === 'public' && foldName(entry.room.name) === foldName(room));

export const findDirect = (entries: readonly Entry[], username: string): Entry | undefined =>
  entries.find(({ user }) => user !== undefined && foldName(user.username) === foldName(username));
