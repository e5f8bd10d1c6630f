import type { LinkPage, LinkReader } from '../../ports/link-reader.ts';

const freshMs = 600_000;
/** Where there was nothing: it may be there soon. */
const emptyMs = 60_000;
const mostEntries = 1_000;
const mostBytes = 8_388_608;

type Entry<Found> = { readonly found: Promise<Found | null>; until: number; bytes: number };

/** Asks for a page that many link to once, for a while. What failed is asked for again. */
export class CachedLinkReader implements LinkReader {
  readonly #reader: LinkReader;
  readonly #now: () => number;
  readonly #pages: Kept<LinkPage>;
  readonly #pictures: Kept<Uint8Array>;

  constructor(reader: LinkReader, now: () => number = () => performance.now()) {
    this.#reader = reader;
    this.#now = now;
    this.#pages = new Kept(this.#now, (page) => JSON.stringify(page).length);
    this.#pictures = new Kept(this.#now, (picture) => picture.length);
  }

  page(url: string): Promise<LinkPage | null> {
    return this.#pages.get(url, () => this.#reader.page(url));
  }

  picture(url: string): Promise<Uint8Array | null> {
    return this.#pictures.get(url, () => this.#reader.picture(url));
  }
}

/** Bounded by number and bytes: the oldest go first. */
class Kept<Found> {
  readonly #now: () => number;
  readonly #sizeOf: (found: Found) => number;
  readonly #entries = new Map<string, Entry<Found>>();
  #bytes = 0;

  constructor(now: () => number, sizeOf: (found: Found) => number) {
    this.#now = now;
    this.#sizeOf = sizeOf;
  }

  get(key: string, find: () => Promise<Found | null>): Promise<Found | null> {
    const known = this.#entries.get(key);
    if (known && known.until > this.#now()) return known.found;
    this.#drop(key);
    const entry: Entry<Found> = { found: find(), until: Infinity, bytes: key.length };
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    entry.found.then(
      (found) => this.#settle(key, entry, found),
      () => {
        if (this.#entries.get(key) === entry) this.#drop(key);
      },
    );
    this.#bound();
    return entry.found;
  }

  #settle(key: string, entry: Entry<Found>, found: Found | null): void {
    if (this.#entries.get(key) !== entry) return;
    entry.until = this.#now() + (found === null ? emptyMs : freshMs);
    const bytes = found === null ? 0 : this.#sizeOf(found);
    entry.bytes += bytes;
    this.#bytes += bytes;
    this.#bound();
  }

  #bound(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= mostEntries && this.#bytes <= mostBytes) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
