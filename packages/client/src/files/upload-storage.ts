import type { ClientId, File, FileDetails, UserId } from '@rookery/protocol';

/** A file that somebody sends, from the moment it was chosen until its message has it. */
export type UploadEntry = {
  readonly id: string;
  readonly author: UserId;
  /** Where it was chosen, in the program's own words: where the draft lies that it belongs to. */
  readonly draft: string;
  /** The message that goes out with it; left out while it lies beside a draft. */
  readonly clientId?: ClientId | undefined;
  /** Those of one draft or message are in this order. */
  readonly rank: number;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Where the server takes its pieces (`UploadOptions.resume`). */
  readonly place?: string | undefined;
  /** What is said of it beside its name. */
  readonly details?: FileDetails | undefined;
  /** What it has become. */
  readonly file?: File | undefined;
  /** Why it does not go on by itself. */
  readonly failure?: string | undefined;
  /** How many times it was begun anew because the server had lost it. */
  readonly renewed?: number | undefined;
};

/** Where uploads outlive the program. Every call is durable when it resolves; one that rejects has kept nothing. */
export interface UploadStorage {
  /** Those of this author, in any order. Those of others are erased: a device has one user. */
  load(author: UserId): Promise<readonly UploadEntry[]>;
  /** A new one, with its bytes. Rejects where there is no room for them. */
  put(entry: UploadEntry, bytes: Blob): Promise<void>;
  /** Changes what is given of an entry, in one step: what others change of it stays. Nothing where there is none. */
  change(id: string, change: Partial<UploadEntry>): Promise<void>;
  /** Null where they are not (any more). */
  bytes(id: string): Promise<Blob | null>;
  delete(ids: readonly string[]): Promise<void>;
  /** All of it, whoever's. */
  erase(): Promise<void>;
  /**
   * Runs `work` while nobody else who uses this storage (another tab) has the same upload in hand; waits until then. Rejects where the signal is aborted.
   */
  hold(id: string, signal: AbortSignal, work: () => Promise<void>): Promise<void>;
  /** Tells the others who use this storage, and hears them: `sent` bytes of an upload, or that entries have changed. */
  tell(news: UploadNews): void;
  listen(listener: (news: UploadNews) => void): () => void;
}

export type UploadNews = { readonly id: string; readonly sent: number } | 'changed';

/** For programs that keep nothing: it lasts as long as the program. */
export function memoryUploads(): UploadStorage {
  const kept = new Map<string, { entry: UploadEntry; bytes: Blob }>();
  return {
    load: (author) =>
      Promise.resolve([...kept.values()].flatMap(({ entry }) => (entry.author === author ? [entry] : []))),
    put: (entry, bytes) => {
      kept.set(entry.id, { entry, bytes });
      return Promise.resolve();
    },
    change: (id, change) => {
      const one = kept.get(id);
      if (one) kept.set(id, { ...one, entry: { ...one.entry, ...change } });
      return Promise.resolve();
    },
    bytes: (id) => Promise.resolve(kept.get(id)?.bytes ?? null),
    delete: (ids) => {
      for (const id of ids) kept.delete(id);
      return Promise.resolve();
    },
    erase: () => Promise.resolve(kept.clear()),
    hold: (_id, _signal, work) => work(),
    tell: () => undefined,
    listen: () => () => undefined,
  };
}
