import type { Room } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';

/** Between two keys of somebody who types. */
const settleMs = 120;

type Found = {
  readonly rooms: readonly Room[];
  /** They are the answer to this very query. */
  readonly isCurrent: boolean;
};

/** Rooms that a query names: public ones, and the reader's own. Of an empty query none. */
export const useFoundRooms = (query: string): Found => {
  const client = useClient();
  const isConnected = useIsConnected();
  const [kept, setKept] = useState<{ readonly query: string; readonly rooms: readonly Room[] }>();
  useEffect(() => {
    if (!isConnected || query === '') return;
    let current = true;
    const timer = setTimeout(() => {
      void client
        .listRooms({ query })
        .then(
          ({ rooms }) => rooms,
          () => [],
        )
        .then((rooms) => current && setKept({ query, rooms }));
    }, settleMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, isConnected, query]);
  const isCurrent = query === '' || kept?.query === query;
  return { rooms: isCurrent ? (kept?.rooms ?? []) : [], isCurrent };
};
