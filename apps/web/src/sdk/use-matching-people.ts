import type { Person } from '@rookery/client';
import { rankName } from '@rookery/protocol';
import { useMemo } from 'react';
import { useFoundPeople, type Found } from './use-found-people.ts';
import { usePeople } from './use-people.ts';
import { useMe } from './use-session.ts';

const most = 20;

/** Whom a query may mean, of those the reader may know, best match first; nobody who is gone, and not herself. */
export const useMatchingPeople = (
  query: string,
): Found & { readonly found: readonly Person[]; readonly wanted: string } => {
  const me = useMe();
  const people = usePeople();
  const looked = useFoundPeople(query);
  const wanted = query.trim().replace(/^@/u, '');
  const found = useMemo(
    () =>
      [...new Map([...looked.people, ...people.values()].map((person) => [person.id, person])).values()]
        .filter(({ id, deactivated }) => id !== me.id && !deactivated)
        .map((person) => ({
          person,
          value: Math.max(rankName(person.displayName, wanted), rankName(person.username, wanted)),
        }))
        .filter(({ value }) => value > 0)
        .sort((a, b) => b.value - a.value)
        .slice(0, most)
        .map(({ person }) => person),
    [looked.people, people, me.id, wanted],
  );
  return { ...looked, found, wanted };
};
