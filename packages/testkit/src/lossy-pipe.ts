import type { SeededRandom } from './seeded-random.ts';

/**
 * One direction of a connection as TCP has it: what is put in comes out in order, late by a random time, until the connection is cut; then
 * what is under way is lost. Pipes run at different speeds, so what went over two of them arrives in any order.
 */
export class LossyPipe<Item> {
  readonly #random: SeededRandom;
  readonly #deliver: (item: Item) => void;
  readonly #slowestMs: number;
  #waiting: Item[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isCut = false;

  constructor(random: SeededRandom, slowestMs: number, deliver: (item: Item) => void) {
    this.#random = random;
    this.#slowestMs = slowestMs;
    this.#deliver = deliver;
  }

  put(item: Item): void {
    if (this.#isCut) return;
    this.#waiting.push(item);
    this.#timer ??= setTimeout(() => this.#flow(), this.#random.next() * this.#slowestMs);
  }

  #flow(): void {
    this.#timer = null;
    // Some of it: the rest comes later.
    const count = this.#random.between(1, Math.max(1, this.#waiting.length));
    for (const item of this.#waiting.splice(0, count)) {
      if (this.#isCut) return;
      this.#deliver(item);
    }
    if (this.#waiting.length > 0 && !this.#isCut)
      this.#timer = setTimeout(() => this.#flow(), this.#random.next() * this.#slowestMs);
  }

  cut(): void {
    this.#isCut = true;
    this.#waiting = [];
    if (this.#timer) clearTimeout(this.#timer);
  }
}
