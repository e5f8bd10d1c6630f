import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import { StartupError } from '../../../domain/startup-error.ts';
import type { Answered, Call, CallFailure, ToMain, ToWorker, WorkerSettings } from '../sqlite-messages.ts';
import { openDatabase } from './open-database.ts';
import { operations } from './operations.ts';
import { resultCodeOf } from './sqlite-errors.ts';
import { Transaction } from './transaction.ts';

/** Writes of one commit: more only make the first of them wait. */
const commitLimit = 256;

const port = parentPort;
if (!port) throw new Error('this file is a worker');
const tell = (message: ToMain): void => port.postMessage(message);
const { file } = workerData as WorkerSettings;

try {
  serve(openDatabase(file));
  tell({ kind: 'open' });
} catch (error) {
  tell({
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
    isStartup: error instanceof StartupError,
  });
  port.close();
}

/** Group commit: the writes that wait are one transaction; their answers, and what is announced, follow it. [LOG-10] */
function serve(db: DatabaseSync): void {
  const highest = db
    .prepare(
      'SELECT max(coalesce((SELECT max(active) FROM conversations), 0), coalesce((SELECT max(gained) FROM memberships), 0)) AS rank',
    )
    .get() as { readonly rank: number };
  const transaction = new Transaction(highest.rank);
  const { reads, writes } = operations(db, transaction);
  type Operation = (...args: readonly unknown[]) => unknown;
  const perform = (call: Call): unknown => {
    const operation = (
      call.name in writes ? writes[call.name as keyof typeof writes] : reads[call.name as keyof typeof reads]
    ) as Operation;
    return operation(...call.args);
  };

  const commit = (calls: readonly Call[]): Answered[] => {
    const values: Answered[] = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const call of calls) values.push({ id: call.id, value: perform(call) });
      db.exec('COMMIT');
      return values;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      transaction.takeAnnounced();
      const [only] = calls;
      if (calls.length === 1 && only) return [{ id: only.id, failure: failureOf(error) }];
      // Where the store itself is at fault, it is for all; else the bad one fails alone.
      if (resultCodeOf(error) !== null) return calls.map(({ id }) => ({ id, failure: failureOf(error) }));
      return calls.flatMap((call) => {
        const alone = commit([call]);
        return alone;
      });
    }
  };

  const read = (call: Call): Answered => {
    try {
      return { id: call.id, value: perform(call) };
    } catch (error) {
      return { id: call.id, failure: failureOf(error) };
    }
  };

  port?.on('message', (first: ToWorker) => {
    if (first.kind === 'close') {
      db.close();
      port.close();
      return;
    }
    const calls = [...first.calls];
    let closing = false;
    while (calls.length < commitLimit) {
      const more = receiveMessageOnPort(port) as { readonly message: ToWorker } | undefined;
      if (!more) break;
      if (more.message.kind === 'close') {
        closing = true;
        break;
      }
      calls.push(...more.message.calls);
    }
    transaction.now = first.now;
    for (let index = 0; index < calls.length; index += commitLimit) {
      const group = calls.slice(index, index + commitLimit);
      const writing = group.filter(({ name }) => name in writes);
      const answers = writing.length > 0 ? commit(writing) : [];
      const announced = transaction.takeAnnounced();
      // After the commit: reads see what is kept, and nothing else.
      for (const call of group) if (!(call.name in writes)) answers.push(read(call));
      tell({ kind: 'answers', answers, announced });
    }
    if (closing) {
      db.close();
      port.close();
    }
  });
}

function failureOf(error: unknown): CallFailure {
  if (error instanceof ChatError) return { code: error.code, message: error.message, field: error.field };
  const message = error instanceof Error ? error.message : String(error);
  return resultCodeOf(error) === null ? { code: 'internal', message } : { code: 'unavailable', message };
}
