import type { SessionStore } from '../../ports/session-store.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedSessionStore = (thread: SqliteThread): SessionStore => ({
  create: (secretHash, session) => thread.call('createSession', secretHash, session),
  resume: (secretHash, now, extendTo) => thread.call('resumeSession', secretHash, now, extendTo),
  extend: (sessions, now, expiresAt) =>
    sessions.length === 0 ? Promise.resolve([]) : thread.call('extendSessions', sessions, now, expiresAt),
  revoke: (session) => thread.call('revokeSession', session),
  liveKind: (user, now) => thread.call('liveSessionKind', user, now),
});
