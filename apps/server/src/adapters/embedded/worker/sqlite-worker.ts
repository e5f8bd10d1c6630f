import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { StartupError } from '../../../domain/startup-error.ts';
import type { Call, ToMain, ToWorker, WorkerSettings } from '../sqlite-messages.ts';
import { Executor } from './executor.ts';
import { openDatabase } from './open-database.ts';

/** Calls gathered before they are run: the rest waits in the port. */
const gatherLimit = 1_024;

/** The thread that owns the database: SQLite blocks it, and nothing else. */
const port = parentPort;
if (!port) throw new Error('this file is a worker');
const tell = (message: ToMain): void => port.postMessage(message);
const { file } = workerData as WorkerSettings;

try {
  const db = openDatabase(file);
  const executor = new Executor(db, tell);
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
      if (calls.length >= gatherLimit) break;
      message = (receiveMessageOnPort(port) as { readonly message: ToWorker } | undefined)?.message;
    }
    executor.run({ kind: 'calls', calls, now });
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
