import type { Membership } from '../../ports/membership.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedMembership = (thread: SqliteThread): Membership => ({
  look: (conversation, by) => thread.call('look', conversation, by),
  join: (room, user) => thread.call('join', room, user),
  leave: (room, user) => thread.call('leave', room, user),
  invite: (room, by, needs, user) => thread.call('invite', room, by, needs, user),
  remove: (room, by, needs, user) => thread.call('remove', room, by, needs, user),
  members: (conversation, reader, cursor, limit) => thread.call('members', conversation, reader, cursor, limit),
  membersAmong: (conversation, users) => thread.call('membersAmong', conversation, users),
});
