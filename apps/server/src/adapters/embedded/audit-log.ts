import type { AuditLog } from '../../ports/audit-log.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedAuditLog = (threads: SqliteThreads): AuditLog => ({
  record: (entry) => threads.call('recordAct', entry),
  list: (filter, cursor, limit) => threads.call('listActs', filter, cursor, limit),
  read: (after, limit) => threads.call('readActs', after, limit),
  settle: () => Promise.resolve(),
});
