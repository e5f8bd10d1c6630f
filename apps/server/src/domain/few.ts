/**
 * A set that mostly holds one value: it costs 32 bytes until it holds a second one (an empty `Set` costs 150). Order of insertion; like a
 * `Set`, it may be changed while it is walked.
 */
export class Few<Value extends object | string> {
  /** Nothing, the one value, or all of them. */
  #values: Value | Set<Value> | null = null;

  get size(): number {
    if (this.#values === null) return 0;
    return this.#values instanceof Set ? this.#values.size : 1;
  }

  has(value: Value): boolean {
    return this.#values instanceof Set ? this.#values.has(value) : this.#values === value;
  }

  add(value: Value): void {
    if (this.#values instanceof Set) this.#values.add(value);
    else if (this.#values === null) this.#values = value;
    else if (this.#values !== value) this.#values = new Set([this.#values, value]);
  }

  /** Whether it was there. */
  delete(value: Value): boolean {
    if (this.#values instanceof Set) return this.#values.delete(value);
    if (this.#values !== value) return false;
    this.#values = null;
    return true;
  }

  [Symbol.iterator](): Iterator<Value> {
    if (this.#values instanceof Set) return this.#values.values();
    return (this.#values === null ? [] : [this.#values]).values();
  }
}
