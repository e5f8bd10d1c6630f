import { cell, type Observable } from '../lib/observable.ts';
import type { Person } from './model.ts';

export type PeopleBook = {
  readonly all: Observable<ReadonlyMap<string, Person>>;
  /** Notes who somebody is; the latest name holds. */
  readonly meet: (...people: readonly Person[]) => void;
  readonly forget: () => void;
};

/** Everyone seen so far. Told of at most once a turn, so that a page of history makes one change. */
export const peopleBook = (): PeopleBook => {
  const all = cell<ReadonlyMap<string, Person>>(new Map());
  let met = new Map<string, Person>();
  let isWaiting = false;
  const publish = () => {
    isWaiting = false;
    if (met.size > 0) all.set(new Map([...all.getSnapshot(), ...met]));
    met = new Map();
  };
  return {
    all,
    meet: (...people) => {
      for (const { id, username, displayName } of people) {
        const known = met.get(id) ?? all.getSnapshot().get(id);
        if (known?.displayName === displayName && known.username === username) continue;
        met.set(id, { id, username, displayName });
      }
      if (met.size === 0 || isWaiting) return;
      isWaiting = true;
      queueMicrotask(publish);
    },
    forget: () => {
      met = new Map();
      all.set(new Map());
    },
  };
};
