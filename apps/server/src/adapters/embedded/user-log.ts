import type { UserLog } from '../../ports/user-log.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedUserLog = (thread: SqliteThread): UserLog => ({
  inbox: (user, cursor, limit) => thread.call('inbox', user, cursor, limit),
  line: (user, conversation) => thread.call('line', user, conversation),
  conversations: (user) => thread.call('conversations', user),
  since: (user, rev) => thread.call('stepsSince', user, rev),
  touch: (user, conversation) => thread.call('touch', user, conversation),
  mark: (user, conversation, seq, back) => thread.call('mark', user, conversation, seq, back),
});
