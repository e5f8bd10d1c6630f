import { committed, indexedDb, result } from '../indexed-db.ts';
import type { UserId } from '@rookery/protocol';
import type { UploadEntry, UploadNews, UploadStorage } from './upload-storage.ts';

/**
 * Uploads in IndexedDB, for all tabs of a browser: what is known of a file and its bytes lie apart, so that a list costs no bytes (a browser keeps a `Blob` as a file
 * of its own and reads of it what is sent). Which tab sends a file the Web Locks say, where there are any: not on plain http, where two tabs may send the same
 * file. That does no harm: the server adds each piece once.
 */
export function indexedDbUploads(name = 'rookery-uploads'): UploadStorage {
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(name) : null;
  const listeners = new Set<(news: UploadNews) => void>();
  if (channel)
    channel.onmessage = ({ data }) => {
      for (const listener of listeners) listener(data as UploadNews);
    };
  const database = indexedDb(name, 1, (created) => {
    created.createObjectStore('entries', { keyPath: 'id' });
    created.createObjectStore('bytes');
  });
  const stores = async (mode: IDBTransactionMode) => {
    const transaction = (await database()).transaction(['entries', 'bytes'], mode);
    return {
      entries: transaction.objectStore('entries'),
      bytes: transaction.objectStore('bytes'),
      done: () => committed(transaction),
    };
  };
  return {
    load: async (author: UserId) => {
      const { entries, bytes, done } = await stores('readwrite');
      const rows = await result<UploadEntry[]>(entries.getAll());
      for (const row of rows)
        if (row.author !== author) {
          entries.delete(row.id);
          bytes.delete(row.id);
        }
      await done();
      return rows.filter((row) => row.author === author);
    },
    put: async (entry, blob) => {
      const { entries, bytes, done } = await stores('readwrite');
      entries.put(entry);
      bytes.put(blob, entry.id);
      await done();
    },
    change: async (id, change) => {
      const { entries, done } = await stores('readwrite');
      const row = await result<UploadEntry | undefined>(entries.get(id));
      if (row) entries.put({ ...row, ...change });
      await done();
    },
    bytes: async (id) => {
      const { bytes } = await stores('readonly');
      return (await result<Blob | undefined>(bytes.get(id))) ?? null;
    },
    delete: async (ids) => {
      const { entries, bytes, done } = await stores('readwrite');
      for (const id of ids) {
        entries.delete(id);
        bytes.delete(id);
      }
      await done();
    },
    erase: async () => {
      const { entries, bytes, done } = await stores('readwrite');
      entries.clear();
      bytes.clear();
      await done();
    },
    hold: async (id, signal, work) => {
      const locks = (navigator as Partial<Pick<Navigator, 'locks'>>).locks;
      if (!locks) return work();
      await locks.request(`${name} ${id}`, { signal }, work);
    },
    tell: (news) => channel?.postMessage(news),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
