import type { People } from '../../ports/people.ts';
import type { SqliteThread } from './sqlite-thread.ts';

export const embeddedPeople = (thread: SqliteThread): People => ({
  claimName: (user, holder) => thread.call('claimName', user, holder),
  userByName: (username) => thread.call('userByName', username),
  users: (ids) => (ids.length === 0 ? Promise.resolve([]) : thread.call('users', ids)),
});
