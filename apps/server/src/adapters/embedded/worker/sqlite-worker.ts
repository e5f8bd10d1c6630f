import { setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StartupError } from '../../../domain/startup-error.ts';
import type { Call, ToMain, ToWorker, WorkerSettings } from '../sqlite-messages.ts';
import { freeTasks } from './free-tasks.ts';
import { openDatabase, openForReading } from './open-database.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** Calls taken from the port before they are run: the rest waits there. */
const groupLimit = 1_024;

/** How nice a reader is: beside a busy main thread it gets a tenth of a core. */
const standsBackBy = 10;

/** A thread that works on the database: SQLite blocks it, and nothing else. */
const port = parentPort;
if (!port) throw new Error('this file is a worker');
const tell = (message: ToMain): void => port.postMessage(message);
const settings = workerData as WorkerSettings;
const { file, role } = settings;

/**
 * On a machine with few cores, searches would take from the thread that serves everybody else as much as it has itself. Linux knows priorities of
 * threads; elsewhere they are the whole process's.
 */
function standBack(): void {
  if (process.platform === 'linux') setPriority(0, standsBackBy);
}

try {
  const db = settings.role === 'writer' ? openDatabase(file, settings.now) : openForReading(file);
  if (role === 'writer') freeTasks(db);
  else standBack();
  const worker = role === 'writer' ? new Writer(db, tell) : new Reader(db, tell);
  port.on('message', (first: ToWorker) => {
    const calls: Call[] = [];
    let now = 0;
    let isClosing = false;
    // What has come in while the last group was being committed is the next group.
    for (let message: ToWorker | undefined = first; message;) {
      if (message.kind === 'close') {
        isClosing = true;
        break;
      }
      calls.push(...message.calls);
      now = message.now;
      if (calls.length >= groupLimit) break;
      message = (receiveMessageOnPort(port) as { readonly message: ToWorker } | undefined)?.message;
    }
    worker.run({ kind: 'calls', calls, now });
    if (isClosing) {
      db.close();
      port.close();
    }
  });
  tell({ kind: 'open' });
} catch (error) {
  tell({
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
    isStartup: error instanceof StartupError,
  });
  port.close();
}
