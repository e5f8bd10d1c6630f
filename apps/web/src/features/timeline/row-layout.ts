/** Before anything is measured. */
const firstEstimatePx = 48;
/** From so many measured rows on, their mean stands for those that are not measured. */
const estimateFrom = 10;
/** Heights kept of rows that are gone from the list, in case they come back. */
const keptHeights = 6_000;

/** The heights measured so far, by row, whichever rows are in the list at the moment. */
export class RowHeights {
  readonly #heights = new Map<string, number>();
  #version = 0;
  #estimate = firstEstimatePx;
  #isEstimated = false;

  /** Another one whenever they are others. */
  get version(): number {
    return this.#version;
  }

  /** False where it is known already. */
  measure(key: string, height: number): boolean {
    if (this.#heights.get(key) === height) return false;
    this.#heights.set(key, height);
    this.#version += 1;
    return true;
  }

  of(key: string): number {
    return this.#heights.get(key) ?? this.#estimate;
  }

  /** The width changed: none of them holds. */
  clear(): void {
    this.#heights.clear();
    this.#version += 1;
  }

  place(keys: readonly string[]): RowLayout {
    if (!this.#isEstimated && this.#heights.size >= estimateFrom) {
      this.#isEstimated = true;
      this.#estimate = [...this.#heights.values()].reduce((sum, height) => sum + height, 0) / this.#heights.size;
    }
    if (this.#heights.size > Math.max(keptHeights, 2 * keys.length)) {
      const present = new Set(keys);
      for (const key of this.#heights.keys()) if (!present.has(key)) this.#heights.delete(key);
    }
    const offsets = new Float64Array(keys.length + 1);
    for (const [index, key] of keys.entries()) offsets[index + 1] = (offsets[index] ?? 0) + this.of(key);
    return new RowLayout(keys, offsets);
  }
}

/** Where each row of a list stands, in pixels from the list's top. */
export class RowLayout {
  readonly keys: readonly string[];
  /** One more than rows: the last is the end of the list. */
  readonly #offsets: Float64Array;
  #indexes: Map<string, number> | undefined;

  constructor(keys: readonly string[] = [], offsets: Float64Array = new Float64Array(1)) {
    this.keys = keys;
    this.#offsets = offsets;
  }

  get total(): number {
    return this.#offsets.at(-1) ?? 0;
  }

  top(index: number): number {
    return this.#offsets[Math.max(0, Math.min(index, this.keys.length))] ?? 0;
  }

  height(index: number): number {
    return this.top(index + 1) - this.top(index);
  }

  indexOf(key: string): number {
    this.#indexes ??= new Map(this.keys.map((one, index) => [one, index]));
    return this.#indexes.get(key) ?? -1;
  }

  /** The row that is at a height; the first or last one beyond the ends. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.keys.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * How far what is seen at `scrollTop` has moved in a later layout. It is told by the first row that begins in view, or by the one that
   * fills it, among those that are in both: so rows may come, go and grow before it and after it in the same step.
   */
  moved(scrollTop: number, later: RowLayout): number {
    if (this.keys.length === 0 || later === this) return 0;
    const at = this.indexAt(scrollTop);
    for (let index = this.top(at) < scrollTop ? at + 1 : at; index < this.keys.length; index += 1) {
      const now = later.indexOf(this.keys[index] ?? '');
      if (now >= 0) return later.top(now) - this.top(index);
    }
    for (let index = at; index >= 0; index -= 1) {
      const now = later.indexOf(this.keys[index] ?? '');
      if (now >= 0) return later.top(now) - this.top(index);
    }
    return 0;
  }
}
