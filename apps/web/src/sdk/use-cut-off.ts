import { ClientError } from '@rookery/client';
import { useConnection } from './use-connection.ts';

const cutOff = new ClientError('offline', 'There is no connection.');

/** Why nothing comes: the server was tried and is out of reach. A list that waits says so instead of waiting on. */
export const useCutOff = (): ClientError | undefined => (useConnection().state === 'reconnecting' ? cutOff : undefined);
