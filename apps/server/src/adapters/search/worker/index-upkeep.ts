import type { DatabaseSync } from 'node:sqlite';

/** Messages written since all was merged into one: so many, … */
const unmergedLimit = 4_000;
/** … or this part of all, whichever is more. */
const unmergedPart = 1 / 8;
/** Pages that one step writes, and gives back: some 10 ms. */
const stepPages = 100;
/** Pages that stay free for what is written next. */
const freePages = 256;

/** While nobody asks: makes the index smaller, and lookups quicker, in steps for which a lookup can wait. */
export class IndexUpkeep {
  readonly #db: DatabaseSync;
  #written = 0;
  #isMerging = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  wrote(messages: number): void {
    this.#written += messages;
  }

  /** Resolves with whether there is more to do. */
  step(): boolean {
    if (this.#isMerging) {
      if (!this.#merge(stepPages)) this.#isMerging = false;
      return true;
    }
    if (this.#written >= unmergedLimit && this.#written >= this.#count('SELECT count(*) FROM places') * unmergedPart) {
      this.#written = 0;
      // Negative: all that is there belongs together from now on.
      this.#isMerging = this.#merge(-stepPages);
      return true;
    }
    if (this.#count('PRAGMA freelist_count') <= freePages) return false;
    this.#db.exec(`PRAGMA incremental_vacuum(${stepPages})`);
    return true;
  }

  /** Whether anything was left to merge: FTS5 tells it by what it wrote. */
  #merge(pages: number): boolean {
    const before = this.#count('SELECT total_changes()');
    this.#db.prepare(`INSERT INTO grams (grams, rank) VALUES ('merge', ?)`).run(pages);
    return this.#count('SELECT total_changes()') - before >= 2;
  }

  #count(question: string): number {
    return Number(Object.values(this.#db.prepare(question).get() ?? {})[0]);
  }
}
