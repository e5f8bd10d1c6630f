import { mayCreateRooms } from '../lib/server-level.ts';
import { useServer } from './use-server.ts';
import { useMe } from './use-session.ts';

/** Whether the reader may make rooms on this server. */
export const useMayCreateRooms = (): boolean => mayCreateRooms(useMe(), useServer());
