import { basePath } from '../lib/base-path.ts';
import { loadUpdate } from './updates.ts';

/** Until a newer version is there, whole, ms. */
const mostMs = 8_000;

const untilWaiting = async (registration: ServiceWorkerRegistration): Promise<void> => {
  await registration.update();
  const { installing } = registration;
  if (!installing) return;
  await new Promise<void>((done) => installing.addEventListener('statechange', () => done(), { once: true }));
};

/** Loads the app as the server has it now: the version that this browser keeps does not speak with it. */
export const reloadAnew = async (): Promise<void> => {
  try {
    const registration = await navigator.serviceWorker?.getRegistration(`${basePath}/`);
    if (registration) await Promise.race([untilWaiting(registration), new Promise((done) => setTimeout(done, mostMs))]);
    // Nothing newer could be kept: then what is kept is not to be shown again.
    if (registration && !registration.waiting)
      for (const name of await caches.keys())
        if (name.startsWith(`rookery-app:${basePath}/:`)) await caches.delete(name);
  } catch {
    // Out of reach, or storage refused: a reload is all that is left.
  }
  await loadUpdate();
};
