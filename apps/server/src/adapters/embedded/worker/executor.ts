import type { DatabaseSync } from 'node:sqlite';
import { ChatError } from '@rookery/protocol';
import type { Answered, Call, CallFailure, ToMain, ToWorker } from '../sqlite-messages.ts';
import { operations } from './operations.ts';
import { isFromDisk } from './sqlite-errors.ts';
import { prepareOne } from './statements.ts';
import { Transaction } from './transaction.ts';

/** Writes of one commit: more only make the first of them wait. */
const commitLimit = 256;

type Operation = (...args: readonly unknown[]) => unknown;

/**
 * Group commit: the writes that wait are one transaction; their answers, and what is announced, follow it. [LOG-10]
 *
 * A write that throws takes its transaction with it; the group is then run again one by one, so that it fails alone. That costs the
 * good case nothing, unlike a savepoint a write. [LOG-11]
 */
export class Executor {
  readonly #db: DatabaseSync;
  readonly #tell: (message: ToMain) => void;
  readonly #transaction: Transaction;
  readonly #reads: ReadonlyMap<string, Operation>;
  readonly #writes: ReadonlyMap<string, Operation>;

  constructor(db: DatabaseSync, tell: (message: ToMain) => void) {
    this.#db = db;
    this.#tell = tell;
    const highest = prepareOne<{ readonly rank: number }>(
      db,
      `SELECT max(coalesce((SELECT max(active) FROM conversations), 0),
                  coalesce((SELECT max(gained) FROM memberships), 0)) AS rank`,
    );
    this.#transaction = new Transaction(highest()?.rank ?? 0);
    const { reads, writes } = operations(db, this.#transaction);
    // What the main thread passes is typed by these same tables.
    this.#reads = new Map(Object.entries(reads) as [string, Operation][]);
    this.#writes = new Map(Object.entries(writes) as [string, Operation][]);
  }

  run({ calls, now }: Extract<ToWorker, { kind: 'calls' }>): void {
    this.#transaction.now = now;
    for (let index = 0; index < calls.length; index += commitLimit) {
      const group = calls.slice(index, index + commitLimit);
      const writing = group.filter(({ name }) => this.#writes.has(name));
      if (writing.length > 0) this.#write(writing);
      // After the commit: reads see what is kept, and nothing else.
      const reading = group.filter(({ name }) => !this.#writes.has(name));
      if (reading.length > 0)
        this.#tell({ kind: 'answers', answers: reading.map((call) => this.#read(call)), announced: [] });
    }
  }

  #write(group: readonly Call[]): void {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const answers = group.map((call) => perform(this.#writes, call));
      this.#db.exec('COMMIT');
      this.#tell({ kind: 'answers', answers, announced: this.#transaction.takeAnnounced(), fault: null });
    } catch (error) {
      this.#transaction.takeAnnounced();
      // SQLite has rolled back by itself after some errors of the disk.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      const [only] = group;
      if (isFromDisk(error))
        this.#tell({
          kind: 'answers',
          answers: group.map(({ id }) => ({ id, failure: failureOf(error) })),
          announced: [],
          fault: error instanceof Error ? error.message : String(error),
        });
      else if (group.length > 1) for (const call of group) this.#write([call]);
      else if (only)
        this.#tell({ kind: 'answers', answers: [{ id: only.id, failure: failureOf(error) }], announced: [] });
    }
  }

  #read(call: Call): Answered {
    try {
      return perform(this.#reads, call);
    } catch (error) {
      return { id: call.id, failure: failureOf(error) };
    }
  }
}

function perform(table: ReadonlyMap<string, Operation>, { id, name, args }: Call): Answered {
  const operation = table.get(name);
  if (!operation) throw new Error(`the database thread does not know ${name}`);
  return { id, value: operation(...args) };
}

function failureOf(error: unknown): CallFailure {
  if (error instanceof ChatError) return { code: error.code, message: error.message, field: error.field };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: isFromDisk(error) ? 'unavailable' : 'internal', message };
}
