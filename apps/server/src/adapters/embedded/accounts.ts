import type { Accounts } from '../../ports/accounts.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedAccounts = (threads: SqliteThreads): Accounts => ({
  create: (account, now) => threads.call('createAccount', account, now),
  passwordOf: (user) => threads.call('passwordOf', user),
  setPassword: (user, from, to) => threads.call('setPassword', user, from, to),
  setRole: (user, role, how) => threads.call('setRole', user, role, how),
  setDeactivated: (user, isDeactivated, how) => threads.call('setDeactivated', user, isDeactivated, how),
  settleStanding: () => Promise.resolve(),
  offerPasswordLink: (user, secretHash, expiresAt) => threads.call('offerPasswordLink', user, secretHash, expiresAt),
  passwordLinkOf: (user, now) => threads.call('passwordLinkOf', user, now),
  usePasswordLink: (user, secretHash, password, now) =>
    threads.call('usePasswordLink', user, secretHash, password, now),
  close: (user, displayName) => threads.call('closeAccount', user, displayName),
  founding: (fresh) => threads.call('founding', fresh),
  claimFounding: (user) => threads.call('claimFounding', user),
});
