/**
 * A database that is opened when it is first asked for, and anew where a browser has closed it, as they do on a page in the background. `upgrade` is
 * asked with the version that is found (0: none) where it is below `version`.
 */
export function indexedDb(
  name: string,
  version: number,
  upgrade: (database: IDBDatabase, from: number) => void,
): () => Promise<IDBDatabase> {
  let opened: Promise<IDBDatabase> | null = null;
  const forget = (): void => {
    opened = null;
  };
  return () => {
    opened ??= open(name, version, upgrade, forget);
    opened.catch(forget);
    return opened;
  };
}

async function open(
  name: string,
  version: number,
  upgrade: (database: IDBDatabase, from: number) => void,
  closed: () => void,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
  const database = await result(request);
  database.onclose = closed;
  // A page of a later version wants to change it.
  database.onversionchange = () => {
    database.close();
    closed();
  };
  return database;
}

export function result<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}

/** Resolves when the transaction is complete: only then is a write durable. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'));
  });
}
