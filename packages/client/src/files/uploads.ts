import type { ClientId, File as SentFile, FileDetails, UserId } from '@rookery/protocol';
import { asClientError, ClientError } from '../client-error.ts';
import type { ClientErrorCode } from '../client-error.ts';
import type { Clock } from '../clock.ts';
import { Observed } from '../observable.ts';
import type { Observable } from '../observable.ts';
import { KeptUploads } from './kept-uploads.ts';
import type { Kept } from './kept-uploads.ts';
import type { UploadOptions } from './upload.ts';
import type { UploadEntry, UploadNews, UploadStorage } from './upload-storage.ts';

export type UploadState =
  /** Its turn comes, or the connection is gone: it begins, or goes on, by itself. */
  | { readonly kind: 'waiting'; readonly isOffline: boolean }
  | { readonly kind: 'going'; readonly sent: number }
  | { readonly kind: 'done'; readonly file: SentFile }
  | { readonly kind: 'failed'; readonly code: string };

/** A file on its way, and how it fares. The same object as long as nothing about it changed. */
export type UploadItem = {
  readonly entry: UploadEntry;
  readonly state: UploadState;
  readonly kept: Kept;
};

/** More at once would only be slower, one by one. */
const mostAtOnce = 3;
const againMs = 3_000;
/** A file that the server loses again and again is not begun anew for ever. */
const mostRenewals = 3;
/** What nobody has sent or removed by then is of no use to anybody. */
const forgottenMs = 30 * 24 * 3_600_000;

type Ports = {
  readonly clock: Clock;
  newId(): string;
  isReady(): boolean;
  upload(body: Blob, options: UploadOptions): Promise<SentFile>;
  /** Says at the server what a file shows. */
  describe(file: SentFile, alt: string): Promise<SentFile>;
  /** Takes back at the server what has come of an upload. */
  endUpload(place: string): Promise<void>;
  /** Bytes of the largest file that the user may send. */
  mostBytes(): number;
  /** All files of a message are at the server. */
  complete(clientId: ClientId, files: readonly SentFile[]): void;
  /** The last file of a message was removed. */
  emptied(clientId: ClientId): void;
};

type Going = { readonly abort: AbortController; sent: number; isRunning: boolean };

/**
 * Files on their way to the server. They are kept with their bytes, so that they go on where they were after a reload, a lost connection or a restart of the
 * server; of several tabs one at a time sends a file, and all show it. [FILE-17]
 */
export class Uploads {
  readonly #storage: UploadStorage;
  readonly #ports: Ports;
  readonly #kept: KeptUploads;
  readonly #going = new Map<string, Going>();
  /** How far another tab has come with it. */
  readonly #heard = new Map<string, number>();
  readonly #offline = new Set<string>();
  readonly #view = new Observed<readonly UploadItem[]>([]);
  readonly #items = new Map<string, UploadItem>();
  #author: UserId | null = null;
  #cancelAgain: (() => void) | null = null;
  readonly #stopListening: () => void;

  constructor(storage: UploadStorage, ports: Ports) {
    this.#storage = storage;
    this.#kept = new KeptUploads(storage);
    this.#ports = ports;
    this.#stopListening = storage.listen((news) => this.#hear(news));
  }

  /** All of them, in order. */
  get view(): Observable<readonly UploadItem[]> {
    return this.#view;
  }

  /** Somebody is signed in: hers go on. Called again, what waits for the connection goes on at once. */
  async start(author: UserId): Promise<void> {
    if (this.#author !== author) {
      this.stop();
      this.#author = author;
      await this.#read();
      const now = this.#ports.clock.now();
      void this.#drop(this.#kept.all().flatMap(({ id, createdAt }) => (now - createdAt > forgottenMs ? [id] : [])));
    }
    this.#goOn();
  }

  /** Nobody is signed in any more. What is kept stays. */
  stop(): void {
    this.#author = null;
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    for (const { abort } of this.#going.values()) abort.abort();
    this.#going.clear();
    this.#kept.clear();
    this.#heard.clear();
    this.#items.clear();
    this.#offline.clear();
    this.#show();
  }

  /** The person has signed out: nothing stays here. What has come to the server expires there. */
  async erase(): Promise<void> {
    this.stop();
    await this.#kept.erase();
  }

  close(): void {
    this.stop();
    this.#stopListening();
  }

  /** Adds files beside a draft: their upload begins at once. Throws `ClientError` `unauthorized` where nobody is signed in. */
  add(draft: string, files: readonly Blob[], details: FileDetails = {}): readonly string[] {
    const author = this.#author;
    if (author === null) throw new ClientError('unauthorized', 'Join before you send.');
    const most = this.#ports.mostBytes();
    const ids = files.map((file) => {
      const id = this.#ports.newId();
      const failure: ClientErrorCode | 'empty' | undefined =
        file.size > most ? 'too_large' : file.size === 0 ? 'empty' : undefined;
      const entry: UploadEntry = {
        ...{ id, author, draft, rank: 1 + (this.#kept.all().at(-1)?.rank ?? 0) },
        ...{
          name: (file as Partial<File>).name ?? '',
          type: file.type,
          bytes: file.size,
          createdAt: this.#ports.clock.now(),
          details,
        },
        ...(failure === undefined ? {} : { failure }),
      };
      // What is refused by its size is neither sent nor kept.
      void this.#kept.add(entry, failure === undefined ? file : undefined).then(() => this.#show());
      return id;
    });
    this.#changed();
    return ids;
  }

  /** Ends it, and takes back what has come of it. */
  async remove(id: string): Promise<void> {
    const { clientId } = this.#kept.of(id) ?? {};
    const dropped = this.#drop([id]);
    this.#tellEmptied([clientId]);
    await dropped;
  }

  #tellEmptied(clientIds: Iterable<ClientId | undefined>): void {
    const filled = new Set(this.#kept.all().map(({ clientId }) => clientId));
    for (const clientId of new Set(clientIds))
      if (clientId !== undefined && !filled.has(clientId)) this.#ports.emptied(clientId);
  }

  /** Says what a file shows; an empty text is none. It goes out with these words. */
  describe(id: string, alt: string): void {
    const { alt: _before, ...details } = this.#kept.of(id)?.details ?? {};
    this.#change(id, { details: alt === '' ? details : { ...details, alt } });
  }

  /** What failed is tried once more. */
  retry(id: string): void {
    this.#change(id, { failure: undefined });
  }

  /** Puts a file before or behind its neighbour. */
  move(id: string, by: 1 | -1): void {
    const one = this.#kept.of(id);
    if (!one) return;
    const beside = this.#kept.all().filter(({ draft, clientId }) => draft === one.draft && clientId === one.clientId);
    const other = beside[beside.indexOf(one) + by];
    if (!other) return;
    this.#change(id, { rank: other.rank });
    this.#change(other.id, { rank: one.rank });
  }

  /** What lies beside one draft lies beside another from now on. */
  moveDraft(from: string, to: string): void {
    for (const { id, draft } of this.#kept.all()) if (draft === from) this.#change(id, { draft: to });
  }

  /** These belong to a message from now on. */
  assign(ids: readonly string[], clientId: ClientId): void {
    for (const id of ids) if (this.#kept.of(id)?.clientId !== clientId) this.#change(id, { clientId });
    this.#changed();
  }

  /** The bytes of a file, to show it; null where they are not here (any more). */
  bytes(id: string): Promise<Blob | null> {
    return this.#kept.bytes(id);
  }

  /** The server has lost these: they go up anew. False where that cannot be. */
  async renew(ids: readonly string[]): Promise<boolean> {
    // One that its author has removed meanwhile is not missed.
    const known = ids.filter((id) => this.#kept.of(id));
    for (const id of known)
      if ((this.#kept.of(id)?.renewed ?? 0) >= mostRenewals || !(await this.bytes(id))) return false;
    for (const id of known)
      this.#change(id, {
        ...{ file: undefined, place: undefined, failure: undefined },
        renewed: (this.#kept.of(id)?.renewed ?? 0) + 1,
      });
    return known.length > 0;
  }

  /** Their message has been sent, or was given up: `isSent` says which. */
  async release(ids: readonly string[], isSent: boolean): Promise<void> {
    await this.#drop(ids, isSent);
  }

  // ---- what is kept ----

  /** What other tabs have done is done here too. */
  async #read(): Promise<void> {
    const author = this.#author;
    if (author === null) return;
    const gone = await this.#kept.read(author, () => this.#author === author);
    if (!gone) return;
    for (const { id } of gone) this.#forget(id);
    this.#tellEmptied(gone.map(({ clientId }) => clientId));
    this.#show();
  }

  #change(id: string, change: Partial<UploadEntry>): void {
    this.#kept.change(id, change);
    this.#changed();
  }

  async #drop(ids: readonly string[], isSent = false): Promise<void> {
    const dropped = ids.flatMap((id) => this.#kept.of(id) ?? []);
    if (dropped.length === 0) return;
    for (const { id } of dropped) this.#forget(id);
    const deleted = this.#kept.delete(dropped.map(({ id }) => id));
    this.#changed();
    await deleted;
    // What cannot be taken back now expires by itself.
    if (!isSent)
      for (const { place, file } of dropped) {
        const at = place ?? (file && `/${file.id}`);
        if (at !== undefined) void this.#ports.endUpload(at).catch(() => undefined);
      }
  }

  #forget(id: string): void {
    this.#going.get(id)?.abort.abort();
    this.#going.delete(id);
    this.#heard.delete(id);
    this.#items.delete(id);
    this.#offline.delete(id);
  }

  #hear(news: UploadNews): void {
    if (this.#author === null) return;
    if (news === 'changed') void this.#read().then(() => this.#goOn());
    else if (this.#kept.of(news.id) && !this.#going.get(news.id)?.isRunning) {
      this.#heard.set(news.id, news.sent);
      this.#show();
    }
  }

  // ---- what is sent ----

  #goOn(): void {
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    this.#offline.clear();
    this.#changed();
  }

  #changed(): void {
    this.#show();
    if (this.#author === null) return;
    this.#completeMessages();
    for (const entry of this.#kept.all()) {
      const { id, failure } = entry;
      if (this.#going.size >= mostAtOnce) return;
      if (isDone(entry) || failure !== undefined || this.#going.has(id) || this.#offline.has(id)) continue;
      if (this.#ports.isReady()) void this.#run(id);
    }
  }

  #completeMessages(): void {
    const messages = new Set(this.#kept.all().flatMap(({ clientId }) => clientId ?? []));
    for (const clientId of messages) {
      const files = this.#kept.all().filter((entry) => entry.clientId === clientId);
      const sent = files.flatMap((entry) => (isDone(entry) && entry.file ? [entry.file] : []));
      if (sent.length === files.length) this.#ports.complete(clientId, sent);
    }
  }

  async #run(id: string): Promise<void> {
    const going: Going = { abort: new AbortController(), sent: 0, isRunning: false };
    this.#going.set(id, going);
    const { signal } = going.abort;
    await this.#storage
      .hold(id, signal, async () => {
        // Another tab may have had it until now.
        if (this.#kept.howKept(id) === 'yes') await this.#read();
        if (!signal.aborted) await this.#send(id, going);
      })
      .catch(() => signal.aborted || this.#later(id));
    if (this.#going.get(id) !== going) return;
    this.#going.delete(id);
    this.#heard.delete(id);
    this.#changed();
  }

  async #send(id: string, going: Going): Promise<void> {
    const entry = this.#kept.of(id);
    if (!entry || isDone(entry) || entry.failure !== undefined) return;
    const { signal } = going.abort;
    const bytes = entry.file ? null : await this.bytes(id);
    if (signal.aborted) return;
    if (!bytes && !entry.file) return this.#change(id, { failure: 'lost' });
    going.isRunning = true;
    this.#show();
    try {
      const { alt: _words, ...details } = entry.details ?? {};
      let file = entry.file;
      if (bytes) {
        file = await this.#ports.upload(bytes, {
          ...{ ...details, signal, resume: entry.place, name: entry.name },
          onBegun: (place) => this.#change(id, { place }),
          onProgress: (sent) => this.#progress(id, going, sent),
        });
        if (!signal.aborted) this.#change(id, { file, place: undefined });
      }
      // What it shows is said last: it may be written while the bytes go.
      for (let now = this.#kept.of(id); file && now && !isDone(now); now = this.#kept.of(id)) {
        file = await this.#ports.describe(file, now.details?.alt ?? '');
        if (signal.aborted) return;
        this.#change(id, { file });
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const { code, retryAfterMs } = asClientError(thrown);
      // `unauthorized`: the session is over, or is just being renewed. `unavailable` without a word of when: something else than the server has answered.
      const isAway = ['offline', 'timeout', 'unauthorized'].includes(code) || (code === 'unavailable' && !retryAfterMs);
      // The server has let it expire: from the first byte on.
      if (code === 'not_found' && (entry.place !== undefined || entry.file))
        this.#change(id, { place: undefined, file: undefined });
      else if (isAway) this.#later(id);
      else this.#change(id, { failure: code });
    }
  }

  #later(id: string): void {
    this.#offline.add(id);
    this.#cancelAgain ??= this.#ports.clock.after(againMs, () => this.#goOn());
  }

  #progress(id: string, going: Going, sent: number): void {
    if (going.abort.signal.aborted) return;
    going.sent = sent;
    this.#storage.tell({ id, sent });
    this.#show();
  }

  // ---- what is shown ----

  #show(): void {
    const items = this.#kept.all().map((entry) => this.#item(entry));
    const before = this.#view.get();
    if (items.length === before.length && items.every((item, index) => item === before[index])) return;
    this.#view.set(items);
  }

  #item(entry: UploadEntry): UploadItem {
    const { id } = entry;
    const state = this.#stateOf(entry);
    const kept = this.#kept.howKept(id);
    const known = this.#items.get(id);
    if (known?.entry === entry && known.kept === kept && isSame(known.state, state)) return known;
    const item: UploadItem = { entry, state, kept };
    this.#items.set(id, item);
    return item;
  }

  #stateOf(entry: UploadEntry): UploadState {
    const { id, file, failure } = entry;
    if (file && isDone(entry)) return { kind: 'done', file };
    if (failure !== undefined) return { kind: 'failed', code: failure };
    const going = this.#going.get(id);
    if (going?.isRunning) return { kind: 'going', sent: going.sent };
    const heard = this.#heard.get(id);
    if (heard !== undefined) return { kind: 'going', sent: heard };
    return { kind: 'waiting', isOffline: this.#offline.has(id) || !this.#ports.isReady() };
  }
}

/** Its bytes are at the server, and so is what is said of them. */
const isDone = ({ file, details }: UploadEntry): boolean =>
  file !== undefined && (file.alt ?? '') === (details?.alt ?? '');

const isSame = (a: UploadState, b: UploadState): boolean =>
  a.kind === b.kind &&
  (a.kind === 'going' ? a.sent === (b as typeof a).sent : true) &&
  (a.kind === 'waiting' ? a.isOffline === (b as typeof a).isOffline : true) &&
  (a.kind === 'done' ? a.file === (b as typeof a).file : true) &&
  (a.kind === 'failed' ? a.code === (b as typeof a).code : true);
