import type { People } from '../../ports/people.ts';
import type { EmbeddedAnnouncements } from './announcements.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedPeople = (thread: SqliteThread, announcements: EmbeddedAnnouncements): People => ({
  claimName: (user, holder) => thread.call('claimName', user, holder),
  holderOf: (username) => thread.call('holderOf', username),
  users: (ids) => (ids.length === 0 ? Promise.resolve([]) : thread.call('users', ids)),
  setProfile: (user, rev, edit) => thread.call('setProfile', user, rev, edit),
  conversationsOf: (user) => thread.call('conversationsOf', user),
  // Inside one process nothing is missed.
  listen: ({ changed }) => announcements.listenToPeople({ hear: (user) => changed([user]), missed: () => undefined }),
});
