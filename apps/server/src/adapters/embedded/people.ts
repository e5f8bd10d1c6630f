import type { People } from '../../ports/people.ts';
import type { EmbeddedAnnouncements } from './announcements.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedPeople = (threads: SqliteThreads, announcements: EmbeddedAnnouncements): People => ({
  claimName: (user, holder, of) => threads.call('claimName', user, holder, of),
  holderOf: (username) => threads.call('holderOf', username),
  users: (ids) => (ids.length === 0 ? Promise.resolve([]) : threads.call('users', ids)),
  setProfile: (user, rev, edit) => threads.call('setProfile', user, rev, edit),
  rename: (user, rev, username) => threads.call('renameUser', user, rev, username),
  retire: (user, by) => threads.call('retire', user, by),
  conversationsOf: (user) => threads.call('conversationsOf', user),
  search: (query, cursor, limit) => threads.call('searchPeople', query, cursor, limit),
  named: (query) => threads.call('peopleNamed', query),
  // Inside one process nothing is missed.
  listen: ({ changed }) => announcements.listenToPeople({ hear: (user) => changed([user]), missed: () => undefined }),
});
