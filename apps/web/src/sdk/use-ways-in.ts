import type { WaysIn } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';

const none: WaysIn = { providers: [], mail: false };
const againMs = 5_000;

/** The ways in beside names and passwords; none until the server has said so, which it is asked for until it does: the only way in may be among them. */
export const useWaysIn = (): WaysIn => {
  const { account } = useClient();
  const [ways, setWays] = useState(none);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      account.waysIn().then(
        (found) => isOver || setWays(found),
        () => {
          if (!isOver) timer = setTimeout(ask, againMs);
        },
      );
    };
    ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [account]);
  return ways;
};
