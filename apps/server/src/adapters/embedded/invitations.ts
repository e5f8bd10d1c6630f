import type { Invitations } from '../../ports/invitations.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedInvitations = (threads: SqliteThreads): Invitations => ({
  create: (invitation, now) => threads.call('createInvitation', invitation, now),
  find: (code, now) => threads.call('findInvitation', code, now),
  list: (room, now) => threads.call('listInvitations', room, now),
  revoke: ({ code }) => threads.call('revokeInvitation', code),
  redeem: (code, user, attempt, now) => threads.call('redeemInvitation', code, user, attempt, now),
  giveBack: (code, user) => threads.call('giveInvitationBack', code, user),
});
