import { indexedDbOutbox, type OutboxStorage } from '@rookery/client';
import { DeviceCopy, type CopyParts } from '@rookery/client/device-copy';
import { indexedDbCopy } from '@rookery/client/indexed-db-copy';
import { basePath, ownName } from '../lib/base-path.ts';

/** As the service worker names them: what was shown of pictures, and what was shared into the app. */
const withIt = ['pictures', 'shared'].map((kind) => `rookery-${kind}:${basePath}/:`);

/** Which pictures are of which conversation is not known: they are fetched again where the reader may still see them. */
const forgetPictures = async (): Promise<void> => {
  for (const name of withIt) await caches.delete(name);
};

/** What the reader has read, kept in this browser. */
export const openCopy = (parts: CopyParts): DeviceCopy => {
  const storage = indexedDbCopy(ownName('rookery-copy'));
  const also = (gone: Promise<void>): Promise<void> =>
    Promise.all([gone, forgetPictures().catch(() => undefined)]).then(() => undefined);
  return new DeviceCopy(
    {
      ...storage,
      forget: (conversations) => also(storage.forget(conversations)),
      erase: () => also(storage.erase()),
    },
    parts,
  );
};

const tabKey = ownName('rookery.tab');

/** This tab's name, the same after a reload: an outbox belongs to a tab. */
const tabName = (): string => {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  try {
    const name = sessionStorage.getItem(tabKey) ?? fresh;
    sessionStorage.setItem(tabKey, name);
    return name;
  } catch {
    // Storage refused: the name lasts as long as the page.
    return fresh;
  }
};

let opened: OutboxStorage | undefined;

/** What the reader has written and the server has not. One a page. */
export const outbox = (): OutboxStorage => (opened ??= indexedDbOutbox(tabName(), ownName('rookery-outbox')));
