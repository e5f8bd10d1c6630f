import type { Reports } from '../../ports/reports.ts';
import type { EmbeddedAnnouncements } from './announcements.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedReports = (threads: SqliteThreads, announcements: EmbeddedAnnouncements): Reports => ({
  file: (report) => threads.call('fileReport', report),
  list: (conversation, reader, cursor, limit) => threads.call('listReports', conversation, reader, cursor, limit),
  find: (id) => threads.call('findReport', id),
  close: (id) => threads.call('closeReport', id),
  listen: ({ changed }) =>
    announcements.listenToReports({
      hear: ({ conversation, author }) => changed(conversation, author),
      missed: () => undefined,
    }),
});
