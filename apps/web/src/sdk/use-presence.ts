import { asUserId } from '@rookery/protocol';
import { useMemo } from 'react';
import { cell } from '../lib/cell.ts';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';

const unknown = cell(undefined);

/** Whether somebody is online; undefined while that is not known. The server is asked for as long as this is shown. */
export const useIsOnline = (userId: string | undefined): boolean | undefined => {
  const client = useClient();
  // Without a connection nobody's presence is known.
  const isConnected = useIsConnected();
  const presence = useObservable(
    useMemo(() => (userId === undefined ? unknown : client.presenceOf(asUserId(userId))), [client, userId]),
  );
  return isConnected ? presence?.online : undefined;
};
