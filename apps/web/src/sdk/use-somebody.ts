import type { Person } from '@rookery/client';
import type { UserId } from '@rookery/protocol';
import { useEffect, useMemo } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';

const noId = { get: () => undefined, subscribe: () => () => undefined };

/** Somebody by id, as they are now; undefined until they are known. Whoever is not known yet is looked up. */
export const useSomebody = (id: UserId | undefined): Person | undefined => {
  const client = useClient();
  const isConnected = useIsConnected();
  const known = useObservable(useMemo(() => (id === undefined ? noId : client.people.of(id)), [client, id]));
  const unknown = known ? undefined : id;
  useEffect(() => {
    // The book learns from every answer.
    if (unknown !== undefined && isConnected)
      client.request('people:look', { users: [unknown] }).catch(() => undefined);
  }, [client, isConnected, unknown]);
  return known;
};
