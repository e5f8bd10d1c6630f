import type { Worker } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { PendingCalls } from './pending-calls.ts';
import type { Answers, Call, ToWorker } from './sqlite-messages.ts';
import { startWorker } from './start-worker.ts';
import type { CallName } from './worker/operations.ts';
import type { Task } from '../../domain/task.ts';
import type { Announced } from './worker/transaction.ts';

/** Calls that may wait for the writer. Overflow: `unavailable`. [OPS-15] */
const bounds = { calls: 20_000, bytes: 32 * 1_048_576 };
/** So often a group of calls goes over when there are always some: each costs a commit, two messages between threads and their wake-ups. */
const groupMs = 2.5;
/** Groups that go over at once before that holds: who asks alone, one call after the other, does not wait. */
const quietGroups = 4;
/** A call that the disk keeps waiting is given up on; well under the 10 s in which every request is answered. */
const deadlineMs = 8_000;

export type WriterReport = { readonly isFailing: boolean; readonly why: string };

export type WriterSettings = {
  readonly file: string;
  readonly clock: Clock;
  /** What was committed, in the order of the log, and what it made due. */
  readonly announce: (announced: readonly Announced[], due: readonly Task[]) => void;
  readonly onFault: (error: Error) => void;
};

/** The one thread that writes. Calls go there in groups; answers and announcements come back in the order of the log. */
export class WriterThread {
  readonly #settings: WriterSettings;
  readonly #pending: PendingCalls;
  readonly #deadlines: NodeJS.Timeout;
  #worker: Worker | null = null;
  /** The next group. */
  #group: Call[] = [];
  /** By `performance.now()`: when the next group would go over if every group kept `groupMs` distance from the one before. */
  #nextGroupAt = 0;
  #report: WriterReport = { isFailing: false, why: '' };
  #closed: Promise<void> | null = null;
  #onEnded: () => void = () => undefined;

  private constructor(settings: WriterSettings) {
    this.#settings = settings;
    this.#pending = new PendingCalls(bounds, settings.onFault);
    this.#deadlines = setInterval(() => this.#pending.refuseUntil(performance.now() - deadlineMs), deadlineMs / 8);
    this.#deadlines.unref();
  }

  /** Throws `StartupError` where the database cannot be opened. */
  static async open(settings: WriterSettings): Promise<WriterThread> {
    const thread = new WriterThread(settings);
    try {
      thread.#worker = await startWorker(
        { file: settings.file, role: 'writer', now: settings.clock.now() },
        (message) => thread.#onAnswers(message),
        (error) => thread.#onEnd(error),
      );
    } catch (error) {
      clearInterval(thread.#deadlines);
      throw error;
    }
    return thread;
  }

  get report(): WriterReport {
    return this.#report;
  }

  /** Whether a call that is made now would wait for others, or make others wait. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  /** Throws `ChatError`: what the operation threw, or `unavailable` where the database cannot (its outcome is then unknown). */
  call(name: CallName, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed || !this.#worker) return Promise.reject(new ChatError('unavailable'));
    return this.#pending.add(name, args, (call) => {
      if (this.#group.push(call) === 1) this.#scheduleGroup();
    });
  }

  /**
   * What one turn of the event loop asks for goes over together: the next tick comes after all microtasks, and so after the callers
   * that a group of answers has woken have asked again. Under load several turns go over together, `groupMs` after the last group.
   */
  #scheduleGroup(): void {
    const now = performance.now();
    const early = this.#nextGroupAt - now - quietGroups * groupMs;
    this.#nextGroupAt = Math.max(this.#nextGroupAt, now) + groupMs;
    if (early > 0) setTimeout(this.#sendGroup, early);
    else process.nextTick(this.#sendGroup);
  }

  readonly #sendGroup = (): void => {
    const calls = this.#group;
    if (calls.length === 0) return;
    this.#group = [];
    this.#worker?.postMessage({ kind: 'calls', calls, now: this.#settings.clock.now() } satisfies ToWorker);
  };

  #onAnswers({ answers, announced, due = [], fault }: Answers): void {
    if (fault !== undefined) {
      // Told once, as it begins: a full disk would fill the log too.
      if (fault !== null && !this.#report.isFailing) this.#settings.onFault(new Error(fault));
      this.#report = { isFailing: fault !== null, why: fault ?? '' };
    }
    this.#settings.announce(announced, due);
    for (const answer of answers) this.#pending.answer(answer, typeof fault === 'string');
  }

  #onEnd(error: Error): void {
    this.#worker = null;
    if (!this.#closed) {
      this.#report = { isFailing: true, why: error.message };
      this.#settings.onFault(error);
    }
    clearInterval(this.#deadlines);
    this.#pending.refuseUntil(Infinity);
    this.#onEnded();
  }

  /** After everything that was asked before. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      if (!this.#worker) return resolve();
      this.#onEnded = resolve;
      this.#sendGroup();
      this.#worker.postMessage({ kind: 'close' } satisfies ToWorker);
    });
    return this.#closed;
  }
}
