import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ChatError } from '@rookery/protocol';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Call, IndexAnswer, IndexCall } from './index-messages.ts';

/** Runs from source and from the build. */
const threadUrl = new URL(`./worker/index-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
/** Calls that wait for the thread. Overflow: `unavailable`. */
const waitingLimit = 500;
/** A call without an answer by then is given up on. */
const deadlineMs = 10_000;
/** One that writes may wait for the merging of a large index, on a machine that has other things to do. Beyond it the thread is replaced. */
const writingDeadlineMs = 60_000;

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ChatError) => void;
  readonly deadline: NodeJS.Timeout;
};

/** The index in one SQLite file, in a thread that is started when it is first needed. */
export class NodeSearchIndex implements SearchIndex {
  readonly isShared = false;
  readonly #file: string;
  readonly #onFault: (error: Error) => void;
  readonly #waiting = new Map<number, Waiting>();
  #isBegun: boolean;
  #worker: Worker | null = null;
  #lastId = 0;
  #closed: Promise<void> | null = null;

  constructor(file: string, onFault: (error: Error) => void) {
    this.#file = file;
    this.#onFault = onFault;
    this.#isBegun = existsSync(file);
  }

  get isBegun(): boolean {
    return this.#isBegun;
  }

  readonly positions: SearchIndex['positions'] = (...args) => this.#call({ name: 'positions', args });
  readonly emptied: SearchIndex['emptied'] = (...args) => this.#call({ name: 'emptied', args });
  readonly covered: SearchIndex['covered'] = (...args) => this.#call({ name: 'covered', args });
  readonly apply: SearchIndex['apply'] = (...args) => this.#call({ name: 'apply', args });
  readonly forget: SearchIndex['forget'] = (...args) => this.#call({ name: 'forget', args });
  readonly find: SearchIndex['find'] = (...args) => this.#call({ name: 'find', args });

  /** The thread answers with what the method of that name returned. */
  #call<T>(call: Call): Promise<T> {
    if (this.#closed || this.#waiting.size >= waitingLimit) return Promise.reject(new ChatError('unavailable'));
    const worker = (this.#worker ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<T>((resolve, reject) => {
      const isWriting = call.name === 'apply' || call.name === 'forget';
      const deadline = setTimeout(
        () => {
          this.#waiting.delete(id);
          reject(new ChatError('unavailable'));
          if (!isWriting) return;
          this.#end(worker, new Error('The index of search did not answer in time.'));
          void worker.terminate();
        },
        isWriting ? writingDeadlineMs : deadlineMs,
      );
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject, deadline });
      worker.postMessage({ id, call } satisfies IndexCall);
    });
  }

  /** Processor time of its thread so far, in µs. */
  async usedUs(): Promise<number> {
    const used = await this.#worker?.cpuUsage();
    return used ? used.user + used.system : 0;
  }

  #start(): Worker {
    this.#isBegun = true;
    mkdirSync(dirname(this.#file), { recursive: true });
    const worker = new Worker(threadUrl, { workerData: { file: this.#file } });
    worker.on('message', (answer: IndexAnswer) => this.#answer(answer));
    worker.on('error', (error: Error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, null));
    worker.unref();
    return worker;
  }

  #answer(answer: IndexAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.deadline);
    if ('value' in answer) waiting.resolve(answer.value);
    else {
      this.#onFault(new Error(answer.failure));
      waiting.reject(new ChatError('unavailable'));
    }
  }

  /** The next call starts another one. */
  #end(worker: Worker, error: Error | null): void {
    if (error && !this.#closed) this.#onFault(error);
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject, deadline } of this.#waiting.values()) {
      clearTimeout(deadline);
      reject(new ChatError('unavailable'));
    }
    this.#waiting.clear();
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      const worker = this.#worker;
      if (!worker) return resolve();
      worker.once('exit', () => resolve());
      worker.postMessage('close');
    });
    return this.#closed;
  }
}
