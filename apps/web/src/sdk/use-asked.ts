import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';

export type AskedView<Value> = {
  /** The latest answer; undefined until there is one. */
  readonly value: Value | undefined;
  /** Why there is none, or none to what is asked now. */
  readonly failure: unknown;
  readonly again: () => void;
};

/**
 * What is asked of the server once: when there is a connection, which a page may be there before; and with each further connection until the
 * answer has come. Asks anew whenever `ask` is another function.
 */
export const useAsked = <Value>(ask: () => Promise<Value>): AskedView<Value> => {
  const client = useClient();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [answer, setAnswer] = useState<{ readonly value: Value }>();
  const [failure, setFailure] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const answered = useRef<() => Promise<Value>>(undefined);
  useEffect(() => {
    if (!isConnected || answered.current === ask) return;
    let isCurrent = true;
    ask().then(
      (value) => {
        if (!isCurrent) return;
        answered.current = ask;
        setFailure(undefined);
        setAnswer({ value });
      },
      (thrown: unknown) => isCurrent && setFailure(thrown),
    );
    return () => {
      isCurrent = false;
    };
  }, [ask, isConnected, turn]);
  const again = useCallback(() => {
    setFailure(undefined);
    setTurn((before) => before + 1);
    client.tryNow();
  }, [client]);
  return { value: answer?.value, failure: failure ?? (answer ? undefined : cutOff), again };
};
