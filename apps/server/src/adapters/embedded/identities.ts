import type { Identities } from '../../ports/identities.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedIdentities = (threads: SqliteThreads): Identities => ({
  userOf: (identity) => threads.call('userOfIdentity', identity),
  bind: (identity, user, from) => threads.call('bindIdentity', identity, user, from),
  list: (issuer, cursor) => threads.call('listIdentities', issuer, cursor),
});
