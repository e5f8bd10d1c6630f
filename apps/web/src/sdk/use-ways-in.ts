import type { WaysIn } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';

const none: WaysIn = { providers: [], mail: false };

/** The ways in beside names and passwords; none until the server has said so, and where it does not. */
export const useWaysIn = (): WaysIn => {
  const { account } = useClient();
  const [ways, setWays] = useState(none);
  useEffect(() => {
    let current = true;
    account.waysIn().then(
      (found) => current && setWays(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [account]);
  return ways;
};
