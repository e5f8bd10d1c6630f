import type { Client, UploadItem, Uploads } from '@rookery/client';
import type { FileDetails } from '@rookery/protocol';
import { showToast } from '../design/toasts.ts';
import { text } from '../locales/text.ts';
import { insist } from '../shell/lazy-part.tsx';
import { addToDraft } from '../store/drafts.ts';
import { keepOwnPicture } from './own-pictures.ts';
import { tray, trayMoves } from './tray.ts';

/** A larger one is no picture to be shown on a chip. */
const mostShownBytes = 64 * 1_048_576;

let opening: Promise<Uploads> | undefined;
/** Addresses of pictures, by the ids of their uploads; undefined while the bytes are being fetched. */
const urls = new Map<string, string | undefined>();

/** Bytes of a file that this reader may send. */
export const mostBytes = (client: Client): number => {
  const session = client.session.get();
  const { guestFileBytes = Infinity, fileBytes = Infinity } = client.limits.get();
  return session.state !== 'none' && session.user.guest ? guestFileBytes : fileBytes;
};

const isShown = ({ entry, state }: UploadItem): boolean =>
  /^image\/(?!svg)/.test(entry.type) && entry.bytes <= mostShownBytes && state.kind !== 'failed';

const show = async (client: Client, uploads: Uploads, { entry }: UploadItem): Promise<void> => {
  urls.set(entry.id, undefined);
  const bytes = await uploads.bytes(entry.id);
  if (!bytes || !urls.has(entry.id)) return;
  urls.set(entry.id, URL.createObjectURL(bytes.type === entry.type ? bytes : new Blob([bytes], { type: entry.type })));
  fill(client, uploads);
};

const fill = (client: Client, uploads: Uploads): void => {
  const items = uploads.view.get();
  const inTimelines = new Set(
    client.outbox.get().flatMap(({ entry }) => (entry.conversation === null ? [] : [entry.clientId])),
  );
  const ids = new Set(items.map(({ entry }) => entry.id));
  for (const { entry, state, url } of tray.get()) {
    if (ids.has(entry.id)) continue;
    urls.delete(entry.id);
    if (url === undefined) continue;
    // A picture that this tab has sent is shown from the tab.
    if (state.kind === 'done' && entry.clientId !== undefined) keepOwnPicture(state.file.id, url);
    else URL.revokeObjectURL(url);
  }
  for (const item of items) {
    const url = urls.get(item.entry.id);
    if (isShown(item) && !urls.has(item.entry.id)) void show(client, uploads, item);
    if (item.state.kind === 'done' && url !== undefined) keepOwnPicture(item.state.file.id, url);
  }
  tray.set(
    items.map((item) => ({
      ...item,
      isElsewhere:
        item.entry.clientId !== undefined && item.state.kind !== 'done' && !inTimelines.has(item.entry.clientId),
      url: urls.get(item.entry.id),
    })),
  );
};

/** What this browser keeps is shown, and goes on. Called again, it does nothing. */
export const followUploads = (client: Client): Promise<Uploads> =>
  (opening ??= insist(() => client.uploads()).then((uploads) => {
    const now = (): void => fill(client, uploads);
    const move = (): void => {
      for (const [from, to] of trayMoves.get()) uploads.moveDraft(from, to);
    };
    uploads.view.subscribe(() => {
      move();
      now();
    });
    client.outbox.subscribe(now);
    trayMoves.subscribe(move);
    move();
    now();
    return uploads;
  }));

/** Puts files into a composer; their upload begins at once. Answers their ids. */
export const attach = async (
  client: Client,
  key: string,
  files: readonly File[],
  details?: FileDetails,
): Promise<readonly string[]> => {
  const uploads = await followUploads(client);
  const most = client.limits.get().filesPerMessage ?? Infinity;
  const begun = uploads.view.get().filter(({ entry }) => entry.draft === key && entry.clientId === undefined);
  const free = most - begun.length;
  if (files.length > free) showToast(text('tray.tooMany', { count: most }));
  return uploads.add(key, files.slice(0, free), details);
};

/** Ends an upload, or takes a file out of what is sent. The words of a message whose last file it was go back into its composer. */
export const remove = async (client: Client, { entry: { id, draft, clientId } }: UploadItem): Promise<void> => {
  const uploads = await followUploads(client);
  const isLast = !uploads.view.get().some(({ entry }) => entry.clientId === clientId && entry.id !== id);
  const message = client.outbox.get().find(({ entry }) => entry.clientId === clientId)?.entry;
  if (clientId !== undefined && isLast && message) addToDraft(draft, message.content);
  await uploads.remove(id);
};

/** Says what a file shows; an empty text is none. */
export const describe = async (client: Client, id: string, alt: string): Promise<void> =>
  (await followUploads(client)).describe(id, alt);

export const retry = async (client: Client, id: string): Promise<void> => (await followUploads(client)).retry(id);

/** Puts a file before or behind its neighbour. */
export const move = async (client: Client, id: string, by: 1 | -1): Promise<void> =>
  (await followUploads(client)).move(id, by);
