import type { DatabaseSync } from 'node:sqlite';
import type { Answer, Answers, Call, Calls } from '../sqlite-messages.ts';
import { Checkpoints } from './checkpoints.ts';
import { operations } from './operations.ts';
import { failureOf, operationTable, performCall } from './perform-call.ts';
import type { OperationTable } from './perform-call.ts';
import { isFromDisk } from './sqlite-errors.ts';
import { prepareOne } from './statements.ts';
import { Transaction } from './transaction.ts';

/** Writes of one commit: more only make the first of them wait. */
const commitLimit = 256;

/**
 * Group commit: the writes that wait are one transaction; their answers, and what is announced, follow it. [LOG-10]
 *
 * A write that throws takes its transaction with it; the group is then run again one by one, so that it fails alone. That costs the
 * good case nothing, unlike a savepoint a write. [LOG-11]
 */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #tell: (message: Answers) => void;
  readonly #transaction: Transaction;
  readonly #checkpoints: Checkpoints;
  readonly #reads: OperationTable;
  readonly #writes: OperationTable;
  readonly #move: ReturnType<typeof operations>['move'];
  readonly #byName: ReturnType<typeof operations>['byName'];

  constructor(db: DatabaseSync, tell: (message: Answers) => void) {
    this.#db = db;
    this.#tell = tell;
    const highest = prepareOne<{ readonly rank: number }>(
      db,
      `SELECT max(coalesce((SELECT max(active) FROM conversations), 0),
                  coalesce((SELECT max(gained) FROM memberships), 0),
                  coalesce((SELECT max(gained) FROM follows), 0)) AS rank`,
    );
    this.#transaction = new Transaction(highest()?.rank ?? 0);
    this.#checkpoints = new Checkpoints(db);
    const { move, byName, reads, writes } = operations(db, this.#transaction);
    this.#move = move;
    this.#byName = byName;
    byName.fill();
    this.#reads = operationTable(reads);
    this.#writes = operationTable(writes);
  }

  run({ calls, now }: Calls): void {
    this.#transaction.now = now;
    for (let index = 0; index < calls.length; index += commitLimit) {
      const group = calls.slice(index, index + commitLimit);
      const writes = group.filter(({ name }) => this.#writes.has(name));
      if (writes.length > 0) this.#write(writes);
      // After the commit: reads see what is kept, and nothing else.
      const reads = group.filter(({ name }) => !this.#writes.has(name));
      if (reads.length > 0)
        this.#tell({ kind: 'answers', answers: reads.map((call) => this.#read(call)), announced: [] });
    }
    // After the answers: nobody waits for it but those who come next.
    this.#checkpoints.afterCommit();
  }

  #write(group: readonly Call[]): void {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const answers = group.map((call) => this.#perform(call));
      // In the same transaction: whoever is called otherwise is found so.
      for (const told of this.#transaction.announced) if ('person' in told) this.#byName.settle(told.person);
      this.#db.exec('COMMIT');
      this.#move.kept();
      this.#tell({ kind: 'answers', answers, ...this.#transaction.take(), fault: null });
    } catch (error) {
      this.#transaction.take();
      // SQLite has rolled back by itself after some errors of the disk.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#move.takenBack();
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

  /** Of a store that is closed nothing changes, whoever asks. [MOVE-2] */
  #perform(call: Call): Answer {
    const treatment = this.#move.treatmentOf(call.name);
    if (treatment === 'written') return performCall(this.#writes, call);
    if (treatment === 'refused') return { id: call.id, failure: failureOf(this.#move.refusal()) };
    this.#db.exec('SAVEPOINT unwritten');
    try {
      return performCall(this.#writes, call);
    } finally {
      this.#db.exec('ROLLBACK TO unwritten; RELEASE unwritten');
    }
  }

  /** Nothing is written meanwhile: this thread is the only one that writes. */
  #read(call: Call): Answer {
    try {
      return performCall(this.#reads, call);
    } catch (error) {
      return { id: call.id, failure: failureOf(error) };
    }
  }
}
