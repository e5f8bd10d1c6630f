/** How many of those who wait a turn of the event loop serves. */
export type Pace = {
  readonly fewest: number;
  readonly most: number;
  /** After a turn that took longer the pace is halved, after any other it grows by one. */
  readonly longTurnMs: number;
};

type Waiting<Item> = { readonly item: Item; readonly since: number };

/**
 * First come, first served, some in each turn of the event loop: between two turns everybody else has theirs. Who comes while a turn has room is
 * served at once.
 */
export class PacedQueue<Item> {
  readonly #pace: Pace;
  readonly #limit: number;
  readonly #serve: (item: Item, waitedMs: number) => void;
  readonly #waiting: Waiting<Item>[] = [];
  #perTurn: number;
  #served = 0;
  /** When the turn under way began; 0 while nobody comes. */
  #turnBegan = 0;
  #immediate: NodeJS.Immediate | null = null;

  /** `serve` is given each item and how long it waited, 0 for one that did not. `limit`: how many may wait. */
  constructor(limit: number, pace: Pace, serve: (item: Item, waitedMs: number) => void) {
    this.#limit = limit;
    this.#pace = pace;
    this.#perTurn = pace.fewest;
    this.#serve = serve;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** False: too many wait already. */
  add(item: Item): boolean {
    if (this.#turnBegan === 0) this.#beginTurn(performance.now());
    if (this.#served < this.#perTurn && this.#waiting.length === 0) {
      this.#served += 1;
      this.#serve(item, 0);
      return true;
    }
    if (this.#waiting.length >= this.#limit) return false;
    this.#waiting.push({ item, since: performance.now() });
    return true;
  }

  /** No turn serves any more; returns those who waited. */
  close(): Item[] {
    if (this.#immediate) clearImmediate(this.#immediate);
    return this.#waiting.splice(0).map(({ item }) => item);
  }

  #beginTurn(now: number): void {
    this.#turnBegan = now;
    this.#served = 0;
    this.#immediate = setImmediate(() => this.#endTurn());
  }

  #endTurn(): void {
    const now = performance.now();
    const { fewest, most, longTurnMs } = this.#pace;
    const wasLong = now - this.#turnBegan > longTurnMs;
    this.#perTurn = wasLong ? Math.max(fewest, this.#perTurn >> 1) : Math.min(most, this.#perTurn + 1);
    if (this.#waiting.length === 0) {
      this.#turnBegan = 0;
      this.#immediate = null;
      return;
    }
    this.#beginTurn(now);
    const next = this.#waiting.splice(0, this.#perTurn);
    this.#served = next.length;
    for (const { item, since } of next) this.#serve(item, now - since);
  }
}
