import type { Person } from '@rookery/client';
import { foldName, type UserId } from '@rookery/protocol';
import { useSyncExternalStore } from 'react';
import { nameTwins } from '../lib/name-twins.ts';
import { useClient } from './ClientContext.ts';

/** One set for each state of the people, however many names are on the page. */
const twinsOf = new WeakMap<ReadonlyMap<UserId, Person>, ReadonlySet<string>>();

/** Whether somebody else has this display name too. Renders again only when that changes. */
export const useIsTwin = (displayName: string): boolean => {
  const { all } = useClient().people;
  return useSyncExternalStore(all.subscribe, () => {
    const people = all.get();
    const twins = twinsOf.get(people) ?? nameTwins(people.values());
    twinsOf.set(people, twins);
    return twins.has(foldName(displayName));
  });
};
