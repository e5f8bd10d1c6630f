/** A value that can be watched: what `useSyncExternalStore` wants. */
export type Observable<Value> = {
  readonly getSnapshot: () => Value;
  readonly subscribe: (listener: () => void) => () => void;
};

export type Cell<Value> = Observable<Value> & { readonly set: (value: Value) => void };

export const cell = <Value>(initial: Value): Cell<Value> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    set: (next) => {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
