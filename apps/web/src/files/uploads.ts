import { asClientError, type Client } from '@rookery/client';
import { limits, type FileDetails, type File as SentFile } from '@rookery/protocol';
import { showToast } from '../design/toasts.ts';
import { text } from '../locales/text.ts';
import { addToDraft } from '../store/drafts.ts';
import { keepOwnPicture } from './own-pictures.ts';
import { tray, type Upload, type UploadState } from './tray.ts';

/** Sends a message. */
export type Send = (content: string, files?: readonly SentFile[]) => void;

/** More at once would only be slower, one by one. */
const mostAtOnce = 3;
const againMs = 3_000;

let nextId = 1;
let followed: Client | undefined;
const going = new Map<number, AbortController>();
const sends = new Map<number, Send>();
/** Where a large one goes on after a break. */
const places = new Map<number, string>();
/** Those whose bytes are there. */
const arrived = new Map<number, SentFile>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Bytes of a file that this reader may send. */
export const mostBytes = (client: Client): number => {
  const session = client.session.get();
  return session.state !== 'none' && session.user.guest ? limits.guestFileBytes : limits.fileBytes;
};

const change = (id: number, state: UploadState): void => {
  const { uploads, posts } = tray.get();
  tray.set({ posts, uploads: uploads.map((one) => (one.id === id ? { ...one, state } : one)) });
};

const detailsOf = (id: number): FileDetails => tray.get().uploads.find((one) => one.id === id)?.details ?? {};

const letGo = (uploads: readonly Upload[]): void => {
  for (const { url } of uploads) if (url !== undefined) URL.revokeObjectURL(url);
};

/** Begins what is to begin, and sends what is complete. */
const proceed = (): void => {
  for (const post of tray.get().posts) {
    const { uploads, posts } = tray.get();
    const mine = uploads.filter((upload) => upload.post === post.id);
    const files = mine.flatMap(({ state }) => (state.kind === 'done' ? [state.file] : []));
    if (files.length < mine.length) continue;
    tray.set({
      uploads: uploads.filter((upload) => upload.post !== post.id),
      posts: posts.filter((other) => other !== post),
    });
    // The outbox has it from here on.
    if (files.length > 0) sends.get(post.id)?.(post.words, files);
    else addToDraft(post.key, post.words);
    sends.delete(post.id);
    for (const { id } of mine) arrived.delete(id);
    for (const { url, state } of mine)
      if (url !== undefined && state.kind === 'done') keepOwnPicture(state.file.id, url);
  }
  for (const { id, file, state } of tray.get().uploads)
    if (state.kind === 'waiting' && going.size < mostAtOnce) void run(id, file);
};

const run = async (id: number, file: File): Promise<void> => {
  if (!followed) return;
  const abort = new AbortController();
  going.set(id, abort);
  change(id, { kind: 'going', sent: 0 });
  try {
    const { alt: _words, ...details } = detailsOf(id);
    let sent = arrived.get(id);
    sent ??= await followed.upload(file, {
      ...details,
      signal: abort.signal,
      resume: places.get(id),
      onBegun: (place) => places.set(id, place),
      onProgress: (bytes) => !abort.signal.aborted && change(id, { kind: 'going', sent: bytes }),
    });
    places.delete(id);
    arrived.set(id, sent);
    // What it shows is said last: it may be written while the bytes go.
    for (let alt = detailsOf(id).alt ?? ''; alt !== (sent.alt ?? ''); alt = detailsOf(id).alt ?? '')
      sent = (await followed.request('files:describe', { id: sent.id, alt })).file;
    arrived.set(id, sent);
    change(id, { kind: 'done', file: sent });
  } catch (thrown) {
    const { code } = asClientError(thrown);
    const isOffline = code === 'offline' || code === 'timeout';
    change(id, isOffline ? { kind: 'waiting', isOffline } : { kind: 'failed', code });
  }
  going.delete(id);
  // What found nobody waits a moment, else it would ask without end.
  if (tray.get().uploads.some((one) => one.id === id && one.state.kind === 'waiting'))
    timer ??= setTimeout(tryAgain, againMs);
  else proceed();
};

const tryAgain = (): void => {
  clearTimeout(timer);
  timer = undefined;
  proceed();
};

const follow = (client: Client): void => {
  if (followed === client) return;
  followed = client;
  client.connection.subscribe(() => client.connection.get().state === 'online' && tryAgain());
  // What somebody uploads is hers: whoever comes in after her sends none of it.
  client.session.subscribe(() => {
    if (client.session.get().state !== 'none') return;
    for (const abort of going.values()) abort.abort();
    letGo(tray.get().uploads);
    tray.set({ uploads: [], posts: [] });
    sends.clear();
    places.clear();
    arrived.clear();
  });
};

/** Puts files into a composer; their upload begins at once. */
export const attach = (client: Client, key: string, files: readonly File[], details: FileDetails = {}): void => {
  follow(client);
  const { uploads, posts } = tray.get();
  const free = limits.filesPerMessage - uploads.filter((one) => one.key === key && one.post === undefined).length;
  if (files.length > free) showToast(text('tray.tooMany', { count: limits.filesPerMessage }));
  const most = mostBytes(client);
  const added = files.slice(0, free).map((file): Upload => ({
    id: nextId++,
    ...{ key, file, post: undefined, details },
    url: /^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : undefined,
    // Known before a byte has gone.
    state:
      file.size > most
        ? { kind: 'failed', code: 'too_large' }
        : file.size === 0
          ? { kind: 'failed', code: 'empty' }
          : { kind: 'waiting', isOffline: false },
  }));
  tray.set({ posts, uploads: [...uploads, ...added] });
  proceed();
};

/** Ends an upload, or takes a file out of what is sent. */
export const remove = (id: number): void => {
  const { uploads, posts } = tray.get();
  going.get(id)?.abort();
  places.delete(id);
  arrived.delete(id);
  letGo(uploads.filter((one) => one.id === id));
  tray.set({ posts, uploads: uploads.filter((one) => one.id !== id) });
  proceed();
};

/** Says what a file shows; an empty text is none. It goes out with these words. */
export const describe = (id: number, alt: string): void => {
  const { uploads, posts } = tray.get();
  tray.set({
    posts,
    uploads: uploads.map((one): Upload => {
      if (one.id !== id) return one;
      const isToTell = one.state.kind === 'done' || (one.state.kind === 'failed' && arrived.has(id));
      const { alt: _before, ...details } = one.details;
      return {
        ...one,
        details: alt === '' ? details : { ...details, alt },
        state: isToTell ? { kind: 'waiting', isOffline: false } : one.state,
      };
    }),
  });
  proceed();
};

export const retry = (id: number): void => {
  change(id, { kind: 'waiting', isOffline: false });
  proceed();
};

/** Puts a file before or behind its neighbour. */
export const move = (id: number, by: 1 | -1): void => {
  const { uploads, posts } = tray.get();
  const one = uploads.find((upload) => upload.id === id);
  if (!one) return;
  const beside = uploads.filter(({ key, post }) => key === one.key && post === one.post);
  const other = beside[beside.indexOf(one) + by];
  if (!other) return;
  tray.set({ posts, uploads: uploads.map((upload) => (upload === one ? other : upload === other ? one : upload)) });
};

/** Sends a text with what lies in its composer, once all of it is there: also when another conversation is open by then. */
export const post = (key: string, words: string, send: Send): void => {
  const { uploads, posts } = tray.get();
  const id = nextId++;
  sends.set(id, send);
  tray.set({
    uploads: uploads.map((upload) =>
      upload.key === key && upload.post === undefined ? { ...upload, post: id } : upload,
    ),
    posts: [...posts, { id, key, words }],
  });
  proceed();
};
