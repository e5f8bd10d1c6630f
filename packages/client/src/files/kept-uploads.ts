import type { UserId } from '@rookery/protocol';
import type { UploadEntry, UploadStorage } from './upload-storage.ts';

/** Kept at most, of one person: what is more goes up all the same, and does not outlive the program. */
const mostKeptBytes = 2 * 1_073_741_824;

/** Whether it outlives the program. `no`: there was no room to keep its bytes. */
export type Kept = 'yes' | 'storing' | 'no';

/** The uploads of one person, as this program knows them and as the storage keeps them. */
export class KeptUploads {
  readonly #storage: UploadStorage;
  readonly #entries = new Map<string, UploadEntry>();
  /** Bytes that are at hand: of files chosen here. */
  readonly #bytes = new Map<string, Blob>();
  /** Those that only this program knows, yet or at all. */
  readonly #unkept = new Map<string, 'storing' | 'no'>();
  /** Counts what was changed here, and tells which change of an entry was the last: a list that was read before it does not know of it. */
  #changes = 0;
  readonly #changedAt = new Map<string, number>();
  /** One after the other: what was said of an entry last is what is kept. */
  #storing: Promise<unknown> = Promise.resolve();

  constructor(storage: UploadStorage) {
    this.#storage = storage;
  }

  of(id: string): UploadEntry | undefined {
    return this.#entries.get(id);
  }

  /** In the order of choosing, or as they were moved. */
  all(): UploadEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  }

  howKept(id: string): Kept {
    return this.#unkept.get(id) ?? 'yes';
  }

  /** The bytes of a file; null where they are not here (any more). */
  async bytes(id: string): Promise<Blob | null> {
    return this.#bytes.get(id) ?? (await this.#storage.bytes(id).catch(() => null));
  }

  /** Takes up what the storage keeps now. Answers what is gone since the last time; null where it cannot be read, or `isWanted` no longer holds. */
  async read(author: UserId, isWanted: () => boolean): Promise<readonly UploadEntry[] | null> {
    await this.#storing;
    const before = this.#changes;
    const entries = await this.#storage.load(author).catch(() => null);
    if (!entries || !isWanted()) return null;
    const isNews = (id: string): boolean => !this.#unkept.has(id) && (this.#changedAt.get(id) ?? 0) <= before;
    const known = new Set(entries.map(({ id }) => id));
    const gone = this.all().filter(({ id }) => !known.has(id) && isNews(id));
    for (const { id } of gone) this.#forget(id);
    for (const entry of entries) if (isNews(entry.id)) this.#entries.set(entry.id, entry);
    return gone;
  }

  /** Left out: bytes that are never sent, and so not kept. Resolves when it is known whether it is kept. */
  async add(entry: UploadEntry, bytes?: Blob): Promise<void> {
    const { id } = entry;
    const kept = this.all().reduce((sum, one) => (this.#unkept.get(one.id) === 'no' ? sum : sum + one.bytes), 0);
    const isRoom = bytes !== undefined && kept + entry.bytes <= mostKeptBytes;
    this.#entries.set(id, entry);
    this.#unkept.set(id, isRoom ? 'storing' : 'no');
    if (bytes) this.#bytes.set(id, bytes);
    if (!isRoom) return;
    const storing = this.#storing.then(() => this.#storage.put(entry, bytes));
    this.#storing = storing.catch(() => undefined);
    const isKept = await storing.then(
      () => true,
      () => false,
    );
    const now = this.#entries.get(id);
    if (!now) return isKept ? this.#storage.delete([id]).catch(() => undefined) : undefined;
    if (!isKept) {
      this.#unkept.set(id, 'no');
      return;
    }
    this.#unkept.delete(id);
    this.#note(id);
    if (now !== entry) this.#store(id, now);
    this.#storage.tell('changed');
  }

  change(id: string, change: Partial<UploadEntry>): void {
    const before = this.#entries.get(id);
    if (!before) return;
    this.#entries.set(id, { ...before, ...change });
    this.#note(id);
    // Else it is stored as it is by then.
    if (!this.#unkept.has(id)) this.#store(id, change);
  }

  #note(id: string): void {
    this.#changes += 1;
    this.#changedAt.set(id, this.#changes);
  }

  /** At once here, and in the storage when it resolves. */
  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.#forget(id);
      this.#note(id);
    }
    await this.#storing;
    await this.#storage.delete(ids).catch(() => undefined);
    this.#storage.tell('changed');
  }

  /** Forgets all of them here. What is stored stays. */
  clear(): void {
    this.#entries.clear();
    this.#bytes.clear();
    this.#unkept.clear();
    this.#changedAt.clear();
  }

  async erase(): Promise<void> {
    this.clear();
    await this.#storing;
    await this.#storage.erase().catch(() => undefined);
    this.#storage.tell('changed');
  }

  #store(id: string, change: Partial<UploadEntry>): void {
    this.#storing = this.#storing
      .then(() => this.#storage.change(id, change))
      .then(
        () => this.#storage.tell('changed'),
        () => undefined,
      );
  }

  #forget(id: string): void {
    this.#entries.delete(id);
    this.#bytes.delete(id);
    this.#unkept.delete(id);
  }
}
