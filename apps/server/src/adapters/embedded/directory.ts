import type { Directory } from '../../ports/directory.ts';
import { newEpoch } from './conversation-log.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedDirectory = (thread: SqliteThread): Directory => ({
  claimName: (user, holder) => thread.call('claimName', user, holder),
  userByName: (username) => thread.call('userByName', username),
  users: (ids) => (ids.length === 0 ? Promise.resolve([]) : thread.call('users', ids)),
  createRoom: (room, owner) => thread.call('createRoom', room, owner, newEpoch()),
  publicRoomByName: (name) => thread.call('publicRoomByName', name),
  openDirect: (a, b, at) => thread.call('openDirect', a, b, at, newEpoch()),
  look: (conversation, by) => thread.call('look', conversation, by),
  join: (room, user) => thread.call('join', room, user),
  leave: (room, user) => thread.call('leave', room, user),
  invite: (room, by, user) => thread.call('invite', room, by, user),
  remove: (room, by, user) => thread.call('remove', room, by, user),
  editRoom: (room, by, edit) => thread.call('editRoom', room, by, edit),
  members: (conversation, reader, cursor, limit) => thread.call('members', conversation, reader, cursor, limit),
  membersAmong: (conversation, users) => thread.call('membersAmong', conversation, users),
  rooms: (reader, query, cursor, limit) => thread.call('rooms', reader, query, cursor, limit),
});
