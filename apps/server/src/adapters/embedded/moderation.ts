import type { Moderation } from '../../ports/moderation.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedModeration = (threads: SqliteThreads): Moderation => ({
  setRole: (room, by, needs, given) => threads.call('setRoomRole', room, by, needs, given),
  mute: (room, by, needs, user, mute) => threads.call('mute', room, by, needs, user, mute),
  ban: (room, by, needs, user, ban) => threads.call('ban', room, by, needs, user, ban),
  unban: (room, by, needs, user) => threads.call('unban', room, by, needs, user),
  bans: (room, reader, needs, cursor, limit) => threads.call('bans', room, reader, needs, cursor, limit),
  knowAccount: (user) => threads.call('knowAccount', user),
  heldBy: (conversation, users) => threads.call('heldBy', conversation, users),
});
