import type { Client } from '@rookery/client';
import { cell } from '../lib/cell.ts';
import { worker } from '../notices/worker.ts';

/** Between two questions whether there is a newer version, ms; and how long the one that is to take over may take. */
const againMs = 60_000;
const takeOverMs = 5_000;

/** Whether a newer version of the app is there, whole, to be loaded when the reader says so. */
export const isUpdateReady = cell(false);

/** Asks the server after each connection, which may be to another version of it. Returns what ends it. */
export const followUpdates = (client: Client): (() => void) => {
  let isOver = false;
  let asked = 0;
  let registration: ServiceWorkerRegistration | undefined;
  const look = (): void => {
    // Without one before it there is nothing older that is shown.
    if (!isOver && registration?.waiting && registration.active) isUpdateReady.set(true);
  };
  const ask = (): void => {
    if (client.connection.get().state !== 'online') return;
    if (!registration) void begin();
    else if (performance.now() - asked >= againMs) {
      asked = performance.now();
      // Out of reach: with the next connection.
      registration.update().catch(() => undefined);
    }
  };
  // Another tab has let it take over: this one shows the older version, and goes on with it.
  const onTakenOver = (): void => {
    if (hadController) isUpdateReady.set(true);
    hadController = true;
  };
  let hadController = navigator.serviceWorker?.controller !== null;
  const begin = async (): Promise<void> => {
    const found = await worker();
    if (!found || isOver || registration) return;
    registration = found;
    asked = performance.now();
    look();
    found.addEventListener('updatefound', () => {
      const { installing } = found;
      installing?.addEventListener('statechange', look);
    });
    navigator.serviceWorker.addEventListener('controllerchange', onTakenOver);
  };
  void begin();
  const stop = client.connection.subscribe(ask);
  return () => {
    isOver = true;
    stop();
    navigator.serviceWorker?.removeEventListener('controllerchange', onTakenOver);
  };
};

/** Loads the newer version. What was begun is kept, as over any reload. */
export const loadUpdate = async (): Promise<void> => {
  const waiting = (await worker())?.waiting;
  if (waiting) {
    const taken = new Promise((done) =>
      navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
    waiting.postMessage({ kind: 'take over' });
    await Promise.race([taken, new Promise((done) => setTimeout(done, takeOverMs))]);
  }
  location.reload();
};
