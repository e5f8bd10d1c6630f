import type { SignOnProviders } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';

/** The providers by which one may sign in; none until the server has said so, and where it does not. */
export const useSignOn = (): SignOnProviders => {
  const { account } = useClient();
  const [providers, setProviders] = useState<SignOnProviders>([]);
  useEffect(() => {
    let current = true;
    account.signOnProviders().then(
      (found) => current && setProviders(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [account]);
  return providers;
};
