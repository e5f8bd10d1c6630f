import type { DueHints } from '../../domain/due-hints.ts';
import type { Kept } from '../../ports/kept.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedKept = (threads: SqliteThreads, hints: DueHints): Kept => ({
  put: async (user, thing, how) => {
    const outcome = await threads.call('putKept', user, thing, how);
    if (outcome.status === 'kept' && thing.dueAt !== null)
      hints.tellAt({ kind: 'owed', consumer: 'kept', subject: user }, thing.dueAt);
    return outcome;
  },
  drop: (user, kind, key, how) => threads.call('dropKept', user, kind, key, how),
  find: (user, kind, key) => threads.call('findKept', user, kind, key),
  list: (user, kind) => threads.call('listKept', user, kind),
  due: (user, limit) => threads.call('dueKept', user, limit),
  settleLater: async (user) => {
    const at = await threads.call('settleKeptLater', user);
    if (at !== null) hints.tellAt({ kind: 'owed', consumer: 'kept', subject: user }, at);
  },
});
