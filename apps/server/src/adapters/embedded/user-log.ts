import type { UserLog } from '../../ports/user-log.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedUserLog = (threads: SqliteThreads): UserLog => ({
  inbox: (user, cursor, limit) => threads.call('inbox', user, cursor, limit),
  line: (user, conversation) => threads.call('line', user, conversation),
  conversations: (user) => threads.call('conversations', user),
  since: (user, rev) => threads.call('stepsSince', user, rev),
  touch: (user, conversation) => threads.call('touch', user, conversation),
  follow: (user, thread, on) => threads.call('follow', user, thread, on),
  mark: (user, conversation, seq, back, rev) => threads.call('mark', user, conversation, seq, back, rev),
});
