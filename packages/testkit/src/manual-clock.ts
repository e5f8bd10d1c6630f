type Timer = { readonly at: number; readonly order: number; readonly work: () => void };

/** Time that stands still until it is told to go on. Fits the client's `Clock`. */
export class ManualClock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs = 1_700_000_000_000) {
    this.#now = startMs;
  }

  readonly now = (): number => this.#now;

  readonly after = (delayMs: number, work: () => void): (() => void) => {
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: (this.#order += 1), work };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets so much time pass; what falls due runs in its order, and what follows from it before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers]
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
      await settle();
    }
    this.#now = until;
  }

  /** The clock of the system is set: no timer runs for it. */
  step(ms: number): void {
    this.#now += ms;
  }
}

/** Until all promises that can be settled without time are. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
