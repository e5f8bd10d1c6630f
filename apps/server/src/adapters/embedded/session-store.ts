import type { SessionStore } from '../../ports/session-store.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedSessionStore = (threads: SqliteThreads): SessionStore => ({
  create: (secretHash, session, beginning) => threads.call('createSession', secretHash, session, beginning),
  resume: (secretHash, now, extendTo) => threads.call('resumeSession', secretHash, now, extendTo),
  extend: (sessions, now, expiresAt) =>
    sessions.length === 0 ? Promise.resolve([]) : threads.call('extendSessions', sessions, now, expiresAt),
  rotate: (session, from, to, now, leastAgeMs) => threads.call('rotateSession', session, from, to, now, leastAgeMs),
  revoke: (session) => threads.call('revokeSession', session),
  revokeAll: (user, kept) => threads.call('revokeAllSessions', user, kept),
  list: (user, now) => threads.call('listSessions', user, now),
  liveKind: (user, now) => threads.call('liveSessionKind', user, now),
});
