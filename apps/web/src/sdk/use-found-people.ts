import type { User } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';

/** Between two keys of somebody who types. */
const settleMs = 120;

export type Found = {
  /** Best match first. Of the query before, until the answer is there. */
  readonly people: readonly User[];
  /** Whose username the query spells out. */
  readonly exact: User | undefined;
  /** Both are the answer to this very query. */
  readonly isCurrent: boolean;
};

const none: Found = { people: [], exact: undefined, isCurrent: false };

/**
 * Those whom the reader may know and whom a query names: everybody she shares a room with, whether or not she has met them here; and, unless `onlyKnown`, whoever
 * has exactly that username.
 */
export const useFoundPeople = (query: string, isWanted = true, onlyKnown = false): Found => {
  const client = useClient();
  const isConnected = useIsConnected();
  const wanted = query.trim().replace(/^@/u, '');
  const [kept, setKept] = useState<Found & { readonly query?: string }>(none);
  useEffect(() => {
    if (!isConnected || !isWanted) return;
    let current = true;
    const timer = setTimeout(
      () => {
        const isUsername = !onlyKnown && /^[\p{L}\p{N}_.-]{1,32}$/u.test(wanted);
        void Promise.all([
          client.findPeople(wanted === '' ? {} : { query: wanted }).then(
            ({ users }) => users,
            () => [],
          ),
          isUsername ? client.findPerson(wanted).catch(() => null) : null,
        ]).then(
          ([people, found]) =>
            current &&
            setKept({ people, exact: found && !found.deactivated ? found : undefined, isCurrent: true, query: wanted }),
        );
      },
      wanted === '' ? 0 : settleMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, isConnected, isWanted, onlyKnown, wanted]);
  return { ...kept, isCurrent: kept.isCurrent && kept.query === wanted };
};
