/** In place of a `Map` that never holds more than one entry: a fifth of its size. A second key takes the place of the first. */
export class OneEntry<Value> {
  #key: string | null;
  #value: Value | undefined;

  constructor(key: string, value: Value) {
    this.#key = key;
    this.#value = value;
  }

  get size(): number {
    return this.#key === null ? 0 : 1;
  }

  has(key: string): boolean {
    return this.#key === key;
  }

  set(key: string, value: Value): this {
    this.#key = key;
    this.#value = value;
    return this;
  }

  get(key: string): Value | undefined {
    return this.#key === key ? this.#value : undefined;
  }

  delete(key: string): boolean {
    if (this.#key !== key) return false;
    this.clear();
    return true;
  }

  clear(): void {
    this.#key = null;
    this.#value = undefined;
  }

  values(): Iterable<Value> {
    return this.#key === null ? [] : [this.#value as Value];
  }
}
