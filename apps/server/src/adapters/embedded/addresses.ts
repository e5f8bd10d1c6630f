import type { Addresses } from '../../ports/addresses.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedAddresses = (threads: SqliteThreads): Addresses => ({
  of: (user) => threads.call('addressOf', user),
  userOf: (address) => threads.call('userOfAddress', address),
  set: (user, address) => threads.call('setAddress', user, address),
});
