import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import { PendingCalls } from './pending-calls.ts';
import type { Answers, Call, ToWorker } from './sqlite-messages.ts';
import { startWorker } from './start-worker.ts';
import type { ReadName } from './worker/operations.ts';

/** Calls that may wait for a reader. Overflow: `unavailable`. [OPS-15] */
const bounds = { calls: 10_000, bytes: 16 * 1_048_576 };
/** Beside the main thread; where there are more cores than four, more readers would only take memory. */
const usualReaders = Math.max(1, Math.min(3, availableParallelism() - 1));
/** Calls that go to one reader at once. It answers them together, so the first waits for the last. */
const groupLimit = 8;
/** A read that has no answer by then is given up on, and the reader that is at it is replaced. */
const deadlineMs = 8_000;
/** After a reader could not be started, or has died: when the next one may be. */
const restartMs = 1_000;

/** `group`: the calls it is at, empty when it is free. */
type Reader = { readonly worker: Worker; group: readonly Call[]; sentAt: number };

/**
 * Threads that read, each with a read-only connection of its own: SQLite's WAL lets them read beside the writer, each call in a snapshot
 * of its own. They cost memory (docs/adr/0020), so they are started by and by, when there is more to read than those who are there can.
 */
export class ReaderThreads {
  readonly #file: string;
  readonly #limit: number;
  readonly #onFault: (error: Error) => void;
  readonly #pending: PendingCalls;
  readonly #readers = new Set<Reader>();
  readonly #deadlines: NodeJS.Timeout;
  #queue: Call[] = [];
  #isStarting = false;
  /** By `performance.now()`. */
  #startAgainAt = 0;
  #closed: Promise<void> | null = null;
  /** Called when nothing is pending any more, or a reader has ended. */
  #onProgress: () => void = () => undefined;

  /** `limit`: how many readers there may be. */
  constructor(file: string, onFault: (error: Error) => void, limit = usualReaders) {
    this.#file = file;
    this.#limit = limit;
    this.#onFault = onFault;
    this.#pending = new PendingCalls(bounds, onFault);
    this.#deadlines = setInterval(() => this.#giveUp(performance.now() - deadlineMs), deadlineMs / 8);
    this.#deadlines.unref();
  }

  /** Whether calls can be made: before the first reader has started, and after the last has died, they cannot. */
  get isOpen(): boolean {
    return this.#readers.size > 0;
  }

  /** Throws `ChatError`: what the operation threw, or `unavailable`. Sees every write whose promise has resolved. */
  call(name: ReadName, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed) return Promise.reject(new ChatError('unavailable'));
    return this.#pending.add(name, args, (call) => {
      // After all microtasks, so that what one turn of the event loop asks for goes over together.
      if (this.#queue.push(call) === 1) process.nextTick(this.#sendGroups);
    });
  }

  readonly #sendGroups = (): void => {
    const free = [...this.#readers].filter(({ group }) => group.length === 0);
    // In equal shares, so that none works off a queue beside one that has nothing to do.
    const share = Math.min(groupLimit, Math.ceil(this.#queue.length / free.length));
    for (const reader of free) {
      if (this.#queue.length === 0) return;
      reader.group = this.#queue.splice(0, share);
      reader.sentAt = performance.now();
      reader.worker.postMessage({ kind: 'calls', calls: reader.group, now: 0 } satisfies ToWorker);
    }
    if (this.#queue.length > 0) this.start();
  };

  /** Starts one more reader, unless there are enough or one has just failed. */
  start(): void {
    if (this.#closed || this.#isStarting || this.#readers.size >= this.#limit) return;
    if (performance.now() < this.#startAgainAt) return;
    this.#isStarting = true;
    let reader: Reader | null = null;
    startWorker(
      { file: this.#file, role: 'reader' },
      (message) => reader && this.#onAnswers(reader, message),
      (error) => reader && this.#onEnd(reader, error),
    )
      .then(
        (worker) => {
          reader = { worker, group: [], sentAt: 0 };
          this.#readers.add(reader);
        },
        (error: Error) => this.#onStartFailed(error),
      )
      .finally(() => {
        this.#isStarting = false;
        this.#onProgress();
        this.#sendGroups();
      })
      .catch(this.#onFault);
  }

  #onStartFailed(error: Error): void {
    this.#startAgainAt = performance.now() + restartMs;
    this.#onFault(error);
  }

  /** A group is answered in one message. */
  #onAnswers(reader: Reader, { answers }: Answers): void {
    reader.group = [];
    for (const answer of answers) this.#pending.answer(answer, false);
    this.#sendGroups();
    if (this.#pending.size === 0) this.#onProgress();
  }

  #onEnd(reader: Reader, error: Error): void {
    this.#readers.delete(reader);
    for (const { id } of reader.group) this.#pending.refuse(id);
    if (!this.#closed) this.#onStartFailed(error);
    // Without a reader the writer reads. What waits here is not passed on to it: there may be much.
    if (this.#readers.size === 0) this.#refuseAll();
    this.#onProgress();
  }

  #giveUp(askedAt: number): void {
    this.#pending.refuseUntil(askedAt);
    this.#queue = this.#queue.filter(({ id }) => this.#pending.has(id));
    for (const reader of this.#readers)
      if (reader.group.length > 0 && reader.sentAt <= askedAt) void reader.worker.terminate();
  }

  #refuseAll(): void {
    this.#queue = [];
    this.#pending.refuseUntil(Infinity);
  }

  /** After everything that was asked before. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      let isEnding = false;
      this.#onProgress = () => {
        if (this.#pending.size > 0 || this.#isStarting) return;
        if (!isEnding) for (const { worker } of this.#readers) worker.postMessage({ kind: 'close' } satisfies ToWorker);
        isEnding = true;
        if (this.#readers.size > 0) return;
        clearInterval(this.#deadlines);
        resolve();
      };
      this.#onProgress();
    });
    return this.#closed;
  }
}
