import {
  createClient,
  memoryOutbox,
  memorySession,
  webSession,
  type Client,
  type OutboxStorage,
} from '@rookery/client';
import { basePath, ownName } from '../lib/base-path.ts';
import { keptStorage } from '../lib/kept-storage.ts';

/** What this browser keeps of messages, in a chunk of its own: asked for at once, and needed for nothing that a first visit shows. */
const storage = () => import('./device-storage.ts');

const keptOutbox = (): OutboxStorage => {
  const kept = async () => (await storage()).outbox();
  return {
    load: async (author) => (await kept()).load(author),
    put: async (entry) => (await kept()).put(entry),
    delete: async (clientId) => (await kept()).delete(clientId),
    close: () => void kept().then((outbox) => outbox.close()),
  };
};

/** A client of the server that this page came from, connecting. */
export const openClient = (): Client => {
  const keepsNothing = !keptStorage || typeof indexedDB === 'undefined';
  const client = createClient({
    url: location.origin + basePath,
    session: keptStorage ? webSession(keptStorage, ownName('rookery.session')) : memorySession(),
    // Without it, or where it is refused, who one is lasts as long as the page.
    cookie: keptStorage !== null && navigator.cookieEnabled,
    outbox: keepsNothing ? memoryOutbox() : keptOutbox(),
    uploads: keepsNothing
      ? undefined
      : async () => (await import('@rookery/client/indexed-db-uploads')).indexedDbUploads(ownName('rookery-uploads')),
    copy: keepsNothing ? undefined : async (parts) => (await storage()).openCopy(parts),
  });
  client.open();
  return client;
};
