import { Worker } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { StartupError } from '../../domain/startup-error.ts';
import type { Answered, Call, ToMain, ToWorker, WorkerSettings } from './sqlite-messages.ts';
import type { CallName, Calls } from './worker/operations.ts';
import type { Announced } from './worker/transaction.ts';

/** Calls that may wait. Overflow: `unavailable`. */
const waitingLimit = 20_000;
/** Runs from source and from the build. */
const workerUrl = new URL(`./worker/sqlite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (error: ChatError) => void };

export type ThreadReport = { readonly isFailing: boolean; readonly why: string };

/** The database's thread: calls go there in batches, answers and announcements come back in the order of the log. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #announce: (announced: readonly Announced[]) => void;
  readonly #onFault: (error: Error) => void;
  readonly #waiting = new Map<number, Waiting>();
  #outbound: Call[] = [];
  #nextId = 1;
  #closed: Promise<void> | null = null;
  #report: ThreadReport = { isFailing: false, why: '' };

  private constructor(
    worker: Worker,
    clock: Clock,
    announce: (announced: readonly Announced[]) => void,
    onFault: (error: Error) => void,
  ) {
    this.#worker = worker;
    this.#clock = clock;
    this.#announce = announce;
    this.#onFault = onFault;
  }

  /** Throws `StartupError` where the database cannot be opened. */
  static open(
    file: string,
    clock: Clock,
    announce: (announced: readonly Announced[]) => void,
    onFault: (error: Error) => void,
  ): Promise<SqliteThread> {
    const worker = new Worker(workerUrl, { workerData: { file } satisfies WorkerSettings });
    const thread = new SqliteThread(worker, clock, announce, onFault);
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.on('message', (message: ToMain) => {
        if (message.kind === 'open') {
          worker.removeListener('error', reject);
          worker.on('error', (error) => thread.#fail(error));
          resolve(thread);
        } else if (message.kind === 'failed')
          reject(message.isStartup ? new StartupError(message.message) : new Error(message.message));
        else thread.#take(message.answers, message.announced);
      });
    });
  }

  get report(): ThreadReport {
    return this.#report;
  }

  /** Throws `ChatError`: what the operation threw, or `unavailable` where the database cannot (its outcome is then unknown). */
  call<Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>): Promise<ReturnType<Calls[Name]>> {
    if (this.#closed || this.#waiting.size >= waitingLimit) return Promise.reject(new ChatError('unavailable'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      // What one turn of the loop asks for goes over together.
      if (this.#outbound.push({ id, name, args }) === 1) queueMicrotask(this.#send);
    });
  }

  readonly #send = (): void => {
    const calls = this.#outbound;
    this.#outbound = [];
    this.#worker.postMessage({ kind: 'calls', calls, now: this.#clock.now() } satisfies ToWorker);
  };

  #take(answers: readonly Answered[], announced: readonly Announced[]): void {
    this.#announce(announced);
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('value' in answer) {
        waiting?.resolve(answer.value as never);
        continue;
      }
      const { code, message, field } = answer.failure;
      const isOwn = code === 'unavailable' || code === 'internal';
      if (isOwn) {
        if (code === 'unavailable') this.#report = { isFailing: true, why: message };
        this.#onFault(new Error(message));
      }
      waiting?.reject(new ChatError(code, isOwn ? {} : { message, ...(field === undefined ? {} : { field }) }));
    }
    if (announced.length > 0 && this.#report.isFailing) this.#report = { isFailing: false, why: '' };
  }

  #fail(error: Error): void {
    this.#report = { isFailing: true, why: error.message };
    this.#onFault(error);
    for (const { reject } of this.#waiting.values()) reject(new ChatError('unavailable'));
    this.#waiting.clear();
  }

  /** After everything that was asked before. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#worker.once('exit', () => {
        for (const { reject } of this.#waiting.values()) reject(new ChatError('unavailable'));
        this.#waiting.clear();
        resolve();
      });
      queueMicrotask(() => this.#worker.postMessage({ kind: 'close' } satisfies ToWorker));
    });
    return this.#closed;
  }
}
