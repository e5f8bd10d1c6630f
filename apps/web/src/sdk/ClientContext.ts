import type { Client } from '@rookery/client';
import { createContext, useContext } from 'react';

export const ClientContext = createContext<Client | undefined>(undefined);

/** The page's one client: what is asked of the server goes through it. */
export const useClient = (): Client => {
  const client = useContext(ClientContext);
  if (!client) throw new Error('no ClientContext above this component');
  return client;
};
