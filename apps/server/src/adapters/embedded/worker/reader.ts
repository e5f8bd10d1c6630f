import type { DatabaseSync } from 'node:sqlite';
import type { Answer, Answers, Call, Calls } from '../sqlite-messages.ts';
import { operations } from './operations.ts';
import { failureOf, operationTable, performCall } from './perform-call.ts';
import type { OperationTable } from './perform-call.ts';
import { Transaction } from './transaction.ts';

/**
 * Reads beside the writer. Each call is one transaction, and so one snapshot: the membership that it checks is of the same moment as
 * what it answers. A snapshot ends with its call: one that lasted would answer the past, and keep the WAL from being emptied.
 */
export class Reader {
  readonly #db: DatabaseSync;
  readonly #tell: (message: Answers) => void;
  readonly #reads: OperationTable;

  constructor(db: DatabaseSync, tell: (message: Answers) => void) {
    this.#db = db;
    this.#tell = tell;
    this.#reads = operationTable(operations(db, new Transaction(0)).reads);
  }

  run({ calls }: Calls): void {
    this.#tell({ kind: 'answers', answers: calls.map((call) => this.#read(call)), announced: [] });
  }

  #read(call: Call): Answer {
    try {
      this.#db.exec('BEGIN');
      return performCall(this.#reads, call);
    } catch (error) {
      return { id: call.id, failure: failureOf(error) };
    } finally {
      if (this.#db.isTransaction) this.#db.exec('COMMIT');
    }
  }
}
