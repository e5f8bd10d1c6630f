import type { Observable } from '@rookery/client';

/** A value of the screen's own, watched as the client's are. */
export type Cell<Value> = Observable<Value> & { readonly set: (value: Value) => void };

export const cell = <Value>(initial: Value): Cell<Value> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
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
