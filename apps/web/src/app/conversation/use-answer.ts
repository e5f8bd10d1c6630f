import { useEffect, useEffectEvent, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useCutOff } from '../../sdk/use-cut-off.ts';

type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly thrown: unknown };

type Looked<Value> = {
  /** Undefined until there is one. */
  readonly answer: Answer<Value> | undefined;
  readonly again: () => void;
};

/**
 * Looks something up, named by `key`, until the answer is there; again when the connection comes back, and when the reader says so.
 * Without `ask`, nothing.
 */
export const useAnswer = <Value>(ask: (() => Promise<Value>) | undefined, key: string): Looked<Value> => {
  const client = useClient();
  const isConnected = useIsConnected();
  const [kept, setKept] = useState<{ readonly key: string; readonly answer: Answer<Value> }>();
  const [turn, setTurn] = useState(0);
  const cutOff = useCutOff();
  const isWanted = ask !== undefined;
  // `key` says what is asked: the function is new each time.
  const asked = useEffectEvent(() => ask?.());
  useEffect(() => {
    if (!isWanted || !isConnected) return;
    let current = true;
    const keep = (answer: Answer<Value>) => current && setKept({ key, answer });
    asked()?.then(
      (value) => keep({ ok: true, value }),
      (thrown: unknown) => keep({ ok: false, thrown }),
    );
    return () => {
      current = false;
    };
  }, [key, isConnected, isWanted, turn]);
  const again = () => {
    setKept(undefined);
    setTurn((before) => before + 1);
    client.tryNow();
  };
  if (kept?.key === key) return { answer: kept.answer, again };
  return { answer: isWanted && cutOff ? { ok: false, thrown: cutOff } : undefined, again };
};
