import { createClient, indexedDbOutbox, memoryOutbox, memorySession, webSession, type Client } from '@rookery/client';
import { basePath, ownName } from '../lib/base-path.ts';
import { keptStorage } from '../lib/kept-storage.ts';

const key = ownName('rookery.tab');

/** This tab's name, the same after a reload: an outbox belongs to a tab. */
const tabName = (): string => {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  try {
    const name = sessionStorage.getItem(key) ?? fresh;
    sessionStorage.setItem(key, name);
    return name;
  } catch {
    // Storage refused: the name lasts as long as the page.
    return fresh;
  }
};

/** A client of the server that this page came from, connecting. */
export const openClient = (): Client => {
  const client = createClient({
    url: location.origin + basePath,
    session: keptStorage ? webSession(keptStorage, ownName('rookery.session')) : memorySession(),
    // Without it, or where it is refused, who one is lasts as long as the page.
    cookie: keptStorage !== null && navigator.cookieEnabled,
    outbox:
      !keptStorage || typeof indexedDB === 'undefined'
        ? memoryOutbox()
        : indexedDbOutbox(tabName(), ownName('rookery-outbox')),
    uploads:
      !keptStorage || typeof indexedDB === 'undefined'
        ? undefined
        : async () => (await import('@rookery/client/indexed-db-uploads')).indexedDbUploads(ownName('rookery-uploads')),
  });
  client.open();
  return client;
};
