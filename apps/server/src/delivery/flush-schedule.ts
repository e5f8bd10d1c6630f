/** Between two flushes of one queue, ms, so that what comes meanwhile is gathered. Longer only adds latency (STACK, ARCHITECTURE §6). */
const windowMs = 2;
/** Queues flushed before the loop gets a turn: a round over 10,000 sockets takes 100 ms. */
const queuesATurn = 256;

type Flushable = {
  flush(): void;
  /** Whole ms of the process's clock. The schedule's to set. */
  flushedAt: number;
};

/**
 * When the node's outgoing queues are written: at the end of the turn where a queue has been quiet, else a few milliseconds later, with all
 * others that wait. One round at a time: under saturation rounds stretch by themselves and gather more.
 */
export class FlushSchedule {
  #quiet: Flushable[] = [];
  #busy: Flushable[] = [];
  #round: Flushable[] = [];
  #next = 0;
  /** A round is on, or will be at the end of this turn. */
  #isRunning = false;
  #isBusyDue = false;
  #timer: NodeJS.Timeout | null = null;

  add(queue: Flushable): void {
    if (performance.now() - queue.flushedAt < windowMs) {
      this.#busy.push(queue);
      this.#timer ??= setTimeout(this.#ring, windowMs);
      return;
    }
    this.#quiet.push(queue);
    this.#start();
  }

  readonly #ring = (): void => {
    this.#timer = null;
    this.#isBusyDue = true;
    this.#start();
  };

  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    setImmediate(this.#begin);
  }

  readonly #begin = (): void => {
    this.#round = this.#quiet;
    this.#quiet = [];
    if (this.#isBusyDue) {
      this.#isBusyDue = false;
      this.#round = this.#round.length === 0 ? this.#busy : this.#round.concat(this.#busy);
      this.#busy = [];
    }
    this.#next = 0;
    this.#turn();
  };

  readonly #turn = (): void => {
    const end = Math.min(this.#next + queuesATurn, this.#round.length);
    const now = Math.trunc(performance.now());
    for (; this.#next < end; this.#next += 1) {
      const queue = this.#round[this.#next];
      if (!queue) continue;
      queue.flushedAt = now;
      queue.flush();
    }
    if (this.#next < this.#round.length) {
      setImmediate(this.#turn);
      return;
    }
    this.#round = [];
    this.#isRunning = false;
    if (this.#quiet.length > 0 || this.#isBusyDue) this.#start();
  };

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
