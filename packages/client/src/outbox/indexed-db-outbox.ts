import type { OutboxEntry, OutboxStorage } from './outbox-storage.ts';

const beatMs = 2_000;
/** A tab that has not beaten for this long is gone: its entries are taken over. */
const goneMs = 8_000;

type Row = OutboxEntry & { readonly tab: string };
type Beat = { readonly tab: string; readonly at: number };

/**
 * Unsent messages in IndexedDB, for all tabs of a browser: each tab sends its own, and those of tabs that are gone (no `navigator.locks` on
 * plain http). Two tabs that send the same entry do no harm: its `clientId` is one.
 * `tab` is this tab's name, the same after a reload.
 */
export function indexedDbOutbox(tab: string, name = 'rookery-outbox'): OutboxStorage {
  const opened = open(name);
  const beat = async (): Promise<void> => {
    const database = await opened;
    await done(
      database
        .transaction('tabs', 'readwrite')
        .objectStore('tabs')
        .put({ tab, at: Date.now() } satisfies Beat),
    );
  };
  const beating = setInterval(() => void beat().catch(() => clearInterval(beating)), beatMs);
  const first = beat().catch(() => undefined);
  return {
    load: async (author) => {
      await first;
      const database = await opened;
      const transaction = database.transaction(['entries', 'tabs'], 'readwrite');
      const rows = await done<Row[]>(transaction.objectStore('entries').getAll());
      const beats = await done<Beat[]>(transaction.objectStore('tabs').getAll());
      const alive = new Set(beats.filter(({ at }) => Date.now() - at < goneMs).map((row) => row.tab));
      const mine = rows.filter((row) => row.author === author && (row.tab === tab || !alive.has(row.tab)));
      for (const row of mine) if (row.tab !== tab) transaction.objectStore('entries').put({ ...row, tab });
      return mine.map(({ tab: _tab, ...entry }) => entry).toSorted((a, b) => a.createdAt - b.createdAt);
    },
    put: async (entry) => {
      const database = await opened;
      await done(
        database
          .transaction('entries', 'readwrite')
          .objectStore('entries')
          .put({ ...entry, tab } satisfies Row),
      );
    },
    delete: async (clientId) => {
      const database = await opened;
      await done(database.transaction('entries', 'readwrite').objectStore('entries').delete(clientId));
    },
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('entries', { keyPath: 'clientId' });
    request.result.createObjectStore('tabs', { keyPath: 'tab' });
  };
  return done(request);
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
