/** How much one may do: `perSecond` on average, `burst` at once. */
export type Rate = { readonly perSecond: number; readonly burst: number };

/** Tokens refill with time; each act takes one. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = nowMs;
  }

  /** 0 when taken, else the ms after which it may be tried again. */
  take(nowMs: number): number {
    const waitMs = this.waitMs(nowMs);
    if (waitMs === 0) this.#tokens -= 1;
    return waitMs;
  }

  /** The ms after which one can be taken; 0 when it can be now. */
  waitMs(nowMs: number): number {
    const elapsed = Math.max(0, nowMs - this.#at);
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + (elapsed * this.#rate.perSecond) / 1_000);
    this.#at = nowMs;
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate.perSecond);
  }

  /** Whether it is as good as new, so it need not be kept. */
  isFull(nowMs: number): boolean {
    return this.#tokens + (Math.max(0, nowMs - this.#at) * this.#rate.perSecond) / 1_000 >= this.#rate.burst;
  }
}
