import { Keeping } from '@rookery/client/keeping';
import { useMemo } from 'react';
import { useClient } from './ClientContext.ts';

/** Asks for changes of what is kept. For what is loaded after the first screen. */
export const useKeeping = (): Keeping => {
  const client = useClient();
  return useMemo(() => new Keeping(client), [client]);
};
