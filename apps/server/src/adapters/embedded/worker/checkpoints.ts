import type { DatabaseSync } from 'node:sqlite';
import { prepareOne } from './statements.ts';

/** From this size of the WAL on (16 MiB, in pages of 4 KiB) its pages are moved to the database file, so that it begins anew. */
const fullPages = 4_000;
/** Pages between two tries: each costs two syncs of the disk. */
const retryPages = 1_000;
/** From this size on (64 MiB) the writer waits for the readers. */
const limitPages = 16_000;

type WalPages = { readonly log: number; readonly checkpointed: number };

/**
 * Keeps the WAL small while there are readers. SQLite begins the WAL anew only when all of its pages are in the database file and nobody
 * reads from it; left to itself it would try after each commit, at two syncs each, and under readers who relieve each other it would never
 * succeed. So tries are spaced out, and where they are of no use the writer lets the reads that are going on end (each is
 * one bounded call) before it writes again.
 */
export class Checkpoints {
  readonly #measure: () => WalPages | undefined;
  readonly #try: () => WalPages | undefined;
  readonly #wait: () => WalPages | undefined;
  /** The WAL's size at the last try. */
  #triedAt = 0;

  constructor(db: DatabaseSync) {
    db.exec('PRAGMA wal_autocheckpoint = 0');
    this.#measure = prepareOne<WalPages>(db, 'PRAGMA wal_checkpoint(NOOP)');
    this.#try = prepareOne<WalPages>(db, 'PRAGMA wal_checkpoint(PASSIVE)');
    this.#wait = prepareOne<WalPages>(db, 'PRAGMA wal_checkpoint(RESTART)');
  }

  /** Costs a few µs when there is nothing to do. */
  afterCommit(): void {
    const wal = this.#measure();
    if (!wal) return;
    const hasBegunAnew = wal.log < this.#triedAt;
    if (hasBegunAnew) this.#triedAt = 0;
    if (wal.log < fullPages || wal.log < this.#triedAt + retryPages) return;
    this.#triedAt = wal.log;
    try {
      if (wal.log < limitPages) this.#try();
      else this.#wait();
    } catch {
      // A disk that is full or broken: the next commit says so.
    }
  }
}
