import { Worker } from 'node:worker_threads';
import { StartupError } from '../../domain/startup-error.ts';
import type { Answers, ToMain, WorkerSettings } from './sqlite-messages.ts';

/** Runs from source and from the build. */
const workerUrl = new URL(`./worker/sqlite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * Starts a thread and resolves when it has opened the database. Throws `StartupError` where that cannot be. From then on `onAnswers` gets
 * what it answers, and `onEnd` is called once when the thread has ended, asked to or not.
 */
export function startWorker(
  settings: WorkerSettings,
  onAnswers: (message: Answers) => void,
  onEnd: (error: Error) => void,
): Promise<Worker> {
  const worker = new Worker(workerUrl, { workerData: settings });
  return new Promise((resolve, reject) => {
    let fail = reject;
    let error = new Error(`the database's ${settings.role} has ended`);
    worker.on('error', (thrown: Error) => (error = thrown));
    worker.on('exit', () => fail(error));
    worker.on('message', (message: ToMain) => {
      switch (message.kind) {
        case 'open':
          fail = onEnd;
          return resolve(worker);
        case 'failed':
          error = message.isStartup ? new StartupError(message.message) : new Error(message.message);
          return;
        case 'answers':
          return onAnswers(message);
      }
    });
  });
}
