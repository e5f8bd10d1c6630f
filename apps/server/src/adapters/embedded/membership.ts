import type { Membership } from '../../ports/membership.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedMembership = (threads: SqliteThreads): Membership => ({
  look: (conversation, by) => threads.call('look', conversation, by),
  join: (room, user, _at, _hasAccount, guest) => threads.call('join', room, user, guest ?? null),
  leave: (room, user) => threads.call('leave', room, user),
  invite: (room, by, needs, user) => threads.call('invite', room, by, needs, user),
  remove: (room, by, needs, user) => threads.call('remove', room, by, needs, user),
  members: (conversation, reader, cursor, limit) => threads.call('members', conversation, reader, cursor, limit),
  firstsOf: (conversation, users) => threads.call('firstsOf', conversation, users),
  membersAmong: (conversation, users) => threads.call('membersAmong', conversation, users),
});
