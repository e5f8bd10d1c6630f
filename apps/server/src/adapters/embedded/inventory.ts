import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Inventory } from '../../ports/inventory.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** `file`: the database's. What was written last stands in the WAL beside it. */
export function embeddedInventory(threads: SqliteThreads, file: string): Inventory {
  const sizes = async (): Promise<{ readonly bytes: number; readonly freeBytes: number }> => {
    const [database, wal, disk] = await Promise.all([
      stat(file),
      stat(`${file}-wal`).catch(() => null),
      statfs(dirname(file)),
    ]);
    return { bytes: database.size + (wal?.size ?? 0), freeBytes: disk.bavail * disk.bsize };
  };
  return {
    take: async () => {
      const [counts, size] = await Promise.all([threads.call('countAll'), sizes()]);
      return { kept: 'disk', ...size, ...counts };
    },
    shards: async () => {
      const { bytes, freeBytes } = await sizes();
      const none = { slots: null, replicas: [], isDegraded: false, commandsPerSecond: null };
      return [{ name: 'SQLite', kept: 'disk', bytes, limitBytes: bytes + freeBytes, ...none }];
    },
  };
}
