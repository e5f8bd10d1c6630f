import type { Clock } from '../../domain/clock.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** Between two looks at what can be forgotten; between two steps of forgetting. */
const sweepMs = 60_000;
const stepMs = 50;
/** How often it is asked whether there is a fault, and while there is one, tried whether it is over. */
const probeMs = 1_000;

/** Forgets by and by what nobody asks for any more, and finds out when a disk that was full can be written again. [OPS-9] */
export class Upkeep {
  readonly #threads: SqliteThreads;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout;
  #sweepAt = 0;
  #isClosed = false;

  constructor(threads: SqliteThreads, clock: Clock) {
    this.#threads = threads;
    this.#clock = clock;
    this.#timer = this.#after(stepMs);
  }

  #after(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#step()
        // The fault is in the report; the next step tries again.
        .catch(() => probeMs)
        .then(
          (next) => {
            if (!this.#isClosed) this.#timer = this.#after(next);
          },
          () => undefined,
        );
    }, ms).unref();
  }

  async #step(): Promise<number> {
    const { isFailing } = this.#threads.report;
    if (!isFailing && performance.now() < this.#sweepAt) return probeMs;
    if (await this.#threads.call('sweep', this.#clock.now(), isFailing)) return stepMs;
    this.#sweepAt = performance.now() + sweepMs;
    return probeMs;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
