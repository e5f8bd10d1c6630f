import { Worker } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { StartupError } from '../../domain/startup-error.ts';
import type { Call, ToMain, ToWorker, WorkerSettings } from './sqlite-messages.ts';
import type { CallName, Calls } from './worker/operations.ts';
import type { Announced } from './worker/transaction.ts';

/** Calls that may wait, and about what they hold in memory. Overflow: `unavailable`. */
const waitingLimit = 20_000;
const waitingBytesLimit = 32 * 1_048_576;
/** So often a group of calls goes over when there are always some: each costs a commit, two messages between threads and their wake-ups. */
const groupMs = 2.5;
/** Groups that go over at once before that holds: who asks alone, one call after the other, does not wait. */
const quietGroups = 4;
/** A call that the disk keeps waiting is given up on; well under the 10 s in which every request is answered. */
const deadlineMs = 8_000;
/** Runs from source and from the build. */
const workerUrl = new URL(`./worker/sqlite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

type Waiting = {
  readonly bytes: number;
  readonly since: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: ChatError) => void;
};

export type ThreadReport = { readonly isFailing: boolean; readonly why: string };

/** The database's thread: calls go there in batches, answers and announcements come back in the order of the log. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #announce: (announced: readonly Announced[]) => void;
  readonly #onFault: (error: Error) => void;
  /** In the order of the calls. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #deadlines: NodeJS.Timeout;
  #outbound: Call[] = [];
  /** When the next group is due, were they all `groupMs` apart. */
  #due = 0;
  #waitingBytes = 0;
  #nextId = 1;
  #closed: Promise<void> | null = null;
  #report: ThreadReport = { isFailing: false, why: '' };
  #dead = false;

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
    this.#deadlines = setInterval(() => this.#giveUp(performance.now() - deadlineMs), deadlineMs / 8);
    this.#deadlines.unref();
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
          worker.on('exit', () => thread.#closed ?? thread.#fail(new Error('the database thread has ended')));
          resolve(thread);
        } else if (message.kind === 'failed') {
          clearInterval(thread.#deadlines);
          reject(message.isStartup ? new StartupError(message.message) : new Error(message.message));
        } else thread.#take(message);
      });
    });
  }

  get report(): ThreadReport {
    return this.#report;
  }

  /** Throws `ChatError`: what the operation threw, or `unavailable` where the database cannot (its outcome is then unknown). */
  call<Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>): Promise<ReturnType<Calls[Name]>> {
    const bytes = bytesOf(args);
    const isFull = this.#waiting.size >= waitingLimit || this.#waitingBytes + bytes > waitingBytesLimit;
    if (this.#closed || this.#dead || isFull) return Promise.reject(new ChatError('unavailable'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waitingBytes += bytes;
      this.#waiting.set(id, { bytes, since: performance.now(), resolve: resolve as (value: never) => void, reject });
      if (this.#outbound.push({ id, name, args }) === 1) this.#gather();
    });
  }

  /**
   * What one turn of the loop asks for goes over together: a tick is after all the microtasks, in which those that one group of answers has
   * woken ask again. Under load so do several turns.
   */
  #gather(): void {
    const now = performance.now();
    const early = this.#due - now - quietGroups * groupMs;
    this.#due = Math.max(this.#due, now) + groupMs;
    if (early > 0) setTimeout(this.#send, early);
    else process.nextTick(this.#send);
  }

  readonly #send = (): void => {
    const calls = this.#outbound;
    if (calls.length === 0) return;
    this.#outbound = [];
    this.#worker.postMessage({ kind: 'calls', calls, now: this.#clock.now() } satisfies ToWorker);
  };

  #take({ answers, announced, fault }: Extract<ToMain, { kind: 'answers' }>): void {
    if (fault !== undefined) {
      // Once as it begins: a full disk would fill the log too.
      if (fault !== null && !this.#report.isFailing) this.#onFault(new Error(fault));
      this.#report = { isFailing: fault !== null, why: fault ?? '' };
    }
    this.#announce(announced);
    for (const answer of answers) {
      const waiting = this.#settle(answer.id);
      if ('value' in answer) {
        waiting?.resolve(answer.value as never);
        continue;
      }
      const { code, message, field } = answer.failure;
      const isOwn = code === 'unavailable' || code === 'internal';
      if (isOwn && typeof fault !== 'string') this.#onFault(new Error(message));
      waiting?.reject(new ChatError(code, isOwn ? {} : { message, ...(field === undefined ? {} : { field }) }));
    }
  }

  /** Undefined where it was given up on before. */
  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting) this.#waitingBytes -= waiting.bytes;
    this.#waiting.delete(id);
    return waiting;
  }

  /** What has waited since then or longer gets no answer: its outcome is unknown. */
  #giveUp(since: number): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.since > since) return;
      this.#settle(id)?.reject(new ChatError('unavailable'));
    }
  }

  #fail(error: Error): void {
    this.#dead = true;
    this.#report = { isFailing: true, why: error.message };
    this.#onFault(error);
    this.#giveUp(Infinity);
  }

  /** After everything that was asked before. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#worker.once('exit', () => {
        clearInterval(this.#deadlines);
        this.#giveUp(Infinity);
        resolve();
      });
      this.#send();
      this.#worker.postMessage({ kind: 'close' } satisfies ToWorker);
    });
    return this.#closed;
  }
}

/** About what a call holds in memory: its longest part is a message's content or a list. */
function bytesOf(args: readonly unknown[]): number {
  let bytes = 500;
  for (const arg of args) {
    if (Array.isArray(arg)) bytes += 200 * arg.length;
    else if (typeof arg === 'object' && arg !== null && 'content' in arg && typeof arg.content === 'string')
      bytes += 2 * arg.content.length;
  }
  return bytes;
}
