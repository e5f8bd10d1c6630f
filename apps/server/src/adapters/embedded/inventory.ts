import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Inventory } from '../../ports/inventory.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** `file`: the database's. What was written last stands in the WAL beside it. */
export const embeddedInventory = (threads: SqliteThreads, file: string): Inventory => ({
  take: async () => {
    const [counts, database, wal, disk] = await Promise.all([
      threads.call('countAll'),
      stat(file),
      stat(`${file}-wal`).catch(() => null),
      statfs(dirname(file)),
    ]);
    return {
      kept: 'disk',
      bytes: database.size + (wal?.size ?? 0),
      freeBytes: disk.bavail * disk.bsize,
      ...counts,
    };
  },
});
