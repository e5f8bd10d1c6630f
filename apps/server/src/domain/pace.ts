/** How much of something begins in a second at most, where it goes on beside what people wait for. */
export class Pace {
  readonly #perMs: number;
  /** When what has begun has had its time (ms). */
  #freeAt = 0;

  constructor(mostPerSecond: number) {
    this.#perMs = mostPerSecond / 1_000;
  }

  /** Takes the next turn, for so much of it: answers how long to wait for it (ms). A time in which nothing began is not made up for. */
  take(amount: number, now: number): number {
    const at = Math.max(now, this.#freeAt);
    this.#freeAt = at + amount / this.#perMs;
    return at - now;
  }
}
