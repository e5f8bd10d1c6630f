import type { SecondFactor } from '../../ports/second-factor.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedSecondFactor = (threads: SqliteThreads): SecondFactor => ({
  of: (user) => threads.call('secondFactorOf', user),
  begin: (user, secret) => threads.call('beginFactor', user, secret),
  confirm: (user, secret, step, recovery) => threads.call('confirmFactor', user, secret, step, recovery),
  tryStep: (user, secret, step, now) => threads.call('tryStep', user, secret, step, now),
  useRecovery: (user, hash) => threads.call('useRecovery', user, hash),
  setRecovery: (user, recovery) => threads.call('setRecovery', user, recovery),
  end: (user) => threads.call('endFactor', user),
});
