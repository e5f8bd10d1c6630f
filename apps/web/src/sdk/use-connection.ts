import type { ConnectionState } from '@rookery/client';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

export const useConnection = (): ConnectionState => useObservable(useClient().connection);

/** Whether the server is within reach now. */
export const useIsConnected = (): boolean => useConnection().state === 'online';
