import type { Page } from 'playwright-core';
import type { WebStorage } from './kept.ts';

/** Everything that a page's origin keeps in localStorage and IndexedDB. */
export const dumpWebStorage = (page: Page): Promise<Pick<WebStorage, 'local' | 'databases'>> =>
  page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const databases = [];
    for (const { name = '', version = 1 } of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name));
      const stores = [];
      for (const store of db.objectStoreNames) {
        const opened = db.transaction(store).objectStore(store);
        stores.push({ name: store, keyPath: opened.keyPath as string | null, rows: await asked(opened.getAll()) });
      }
      db.close();
      databases.push({ name, version, stores });
    }
    return { local: { ...localStorage } as Record<string, string>, databases };
  });

/** Puts it back, before the web app has run on this origin: call on a page of the origin that runs no script of ours. */
export const restoreWebStorage = (page: Page, kept: WebStorage): Promise<void> =>
  page.evaluate(async ({ local, databases }) => {
    for (const [key, value] of Object.entries(local)) localStorage.setItem(key, value);
    for (const { name, version, stores } of databases)
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => {
          for (const { name: store, keyPath } of stores) request.result.createObjectStore(store, { keyPath });
        };
        request.onerror = () => reject(request.error as Error);
        request.onsuccess = () => {
          const db = request.result;
          const transaction = db.transaction(
            stores.map((store) => store.name),
            'readwrite',
          );
          for (const store of stores) for (const row of store.rows) transaction.objectStore(store.name).put(row);
          transaction.oncomplete = () => {
            db.close();
            resolve();
          };
        };
      });
  }, kept as WebStorage);
