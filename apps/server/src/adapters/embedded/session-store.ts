import type { SessionStore } from '../../ports/session-store.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedSessionStore = (threads: SqliteThreads): SessionStore => ({
  create: (secretHash, session) => threads.call('createSession', secretHash, session),
  resume: (secretHash, now, extendTo) => threads.call('resumeSession', secretHash, now, extendTo),
  extend: (sessions, now, expiresAt) =>
    sessions.length === 0 ? Promise.resolve([]) : threads.call('extendSessions', sessions, now, expiresAt),
  revoke: (session) => threads.call('revokeSession', session),
  liveKind: (user, now) => threads.call('liveSessionKind', user, now),
});
