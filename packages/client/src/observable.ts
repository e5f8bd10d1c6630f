export type Unsubscribe = () => void;

/** A value that changes: fits React's `useSyncExternalStore` as it is. */
export interface Observable<Value> {
  get(): Value;
  subscribe(listener: () => void): Unsubscribe;
}

/** An observable that its owner sets. Listeners are called once for each change, after it; the same value again is no change. */
export class Observed<Value> implements Observable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (listener: () => void): Unsubscribe => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}
