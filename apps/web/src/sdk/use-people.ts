import type { Person } from '@rookery/client';
import type { UserId } from '@rookery/protocol';
import { useMemo } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** Everybody heard of, by id, as they are now. Renders again when any of them changes: for lists and for names in text. */
export const usePeople = (): ReadonlyMap<UserId, Person> => useObservable(useClient().people.all);

/** Somebody as they are now, given how they were when they were read. Renders again for this person only. */
export const usePerson = (read: Person): Person => {
  const client = useClient();
  const known = useObservable(useMemo(() => client.people.of(read.id), [client, read.id]));
  return known && known.rev >= read.rev ? known : read;
};
