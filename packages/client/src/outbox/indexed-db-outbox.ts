import { committed, indexedDb, result } from '../indexed-db.ts';
import type { OutboxEntry, OutboxStorage } from './outbox-storage.ts';

const beatMs = 2_000;
/** A tab that has not beaten for this long is gone: its entries are taken over. */
const goneMs = 8_000;
/** Its row is of no use to anybody. */
const forgottenMs = 24 * 3_600_000;

type Row = OutboxEntry & { readonly tab: string };
type Beat = { readonly tab: string; readonly at: number };

/**
 * Unsent messages in IndexedDB, for all tabs of a browser. Each tab holds a lease on its own, by a row that it keeps fresh, and takes
 * over those of tabs that are gone (there is no `navigator.locks` on plain http). A tab that the browser has put to sleep may find that another
 * has sent its entries: that does no harm, each has one `clientId`, and every tab sends in their order.
 * `tab` is this tab's name, the same after a reload.
 */
export function indexedDbOutbox(tab: string, name = 'rookery-outbox'): OutboxStorage {
  const database = indexedDb(name, 1, (created) => {
    created.createObjectStore('entries', { keyPath: 'clientId' });
    created.createObjectStore('tabs', { keyPath: 'tab' });
  });

  const write = async (stores: readonly string[], act: (store: (name: string) => IDBObjectStore) => void) => {
    const transaction = (await database()).transaction([...stores], 'readwrite');
    act((store) => transaction.objectStore(store));
    await committed(transaction);
  };
  const beat = (): Promise<void> =>
    write(['tabs'], (store) => store('tabs').put({ tab, at: Date.now() } satisfies Beat)).catch(() => undefined);

  const beating = setInterval(() => void beat(), beatMs);
  let beaten: Promise<void> | null = null;
  return {
    load: async (author) => {
      await (beaten ??= beat());
      const transaction = (await database()).transaction(['entries', 'tabs'], 'readwrite');
      const entries = transaction.objectStore('entries');
      const tabs = transaction.objectStore('tabs');
      const rows = await result<Row[]>(entries.getAll());
      const beats = await result<Beat[]>(tabs.getAll());
      const now = Date.now();
      const alive = new Set(beats.filter(({ at }) => now - at < goneMs).map((row) => row.tab));
      const mine = rows.filter((row) => row.author === author && (row.tab === tab || !alive.has(row.tab)));
      for (const row of mine) if (row.tab !== tab) entries.put({ ...row, tab });
      for (const row of beats) if (now - row.at > forgottenMs) tabs.delete(row.tab);
      await committed(transaction);
      return mine.map(({ tab: _tab, ...entry }) => entry);
    },
    put: (entry) => write(['entries'], (store) => store('entries').put({ ...entry, tab } satisfies Row)),
    delete: (clientId) => write(['entries'], (store) => store('entries').delete(clientId)),
    close: () => {
      clearInterval(beating);
      void write(['tabs'], (store) => store('tabs').delete(tab)).catch(() => undefined);
    },
  };
}
