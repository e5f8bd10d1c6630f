/** Between two rounds of flushes, so that what comes meanwhile is gathered. Longer only adds latency (STACK, ARCHITECTURE §6). */
const windowMs = 4;
/** Queues flushed before the loop gets a turn: a round over 10,000 sockets takes 100 ms. */
const queuesATurn = 256;

type Flushable = { flush(): void };

/**
 * When the node's outgoing queues are written: at the end of the turn when it has been quiet, else a few milliseconds after the last
 * round. Under saturation rounds stretch by themselves and gather more.
 */
export class FlushSchedule {
  #waiting: Flushable[] = [];
  #round: Flushable[] = [];
  #next = 0;
  #lastRoundAt = 0;
  #scheduled = false;
  #timer: NodeJS.Timeout | null = null;

  add(queue: Flushable): void {
    this.#waiting.push(queue);
    if (this.#scheduled) return;
    this.#scheduled = true;
    const since = performance.now() - this.#lastRoundAt;
    if (since >= windowMs) setImmediate(this.#start);
    else this.#timer = setTimeout(this.#start, windowMs - since);
  }

  readonly #start = (): void => {
    this.#timer = null;
    this.#round = this.#waiting;
    this.#waiting = [];
    this.#next = 0;
    this.#turn();
  };

  readonly #turn = (): void => {
    const end = Math.min(this.#next + queuesATurn, this.#round.length);
    for (; this.#next < end; this.#next += 1) this.#round[this.#next]?.flush();
    if (this.#next < this.#round.length) {
      setImmediate(this.#turn);
      return;
    }
    this.#round = [];
    this.#lastRoundAt = performance.now();
    this.#scheduled = false;
    if (this.#waiting.length > 0) {
      this.#scheduled = true;
      this.#timer = setTimeout(this.#start, windowMs);
    }
  };

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
