import { useEffect, useEffectEvent, useState } from 'react';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useCutOff } from '../../sdk/use-cut-off.ts';

type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly thrown: unknown };

/** Looks something up, named by `key`, until the answer is there; again when the connection comes back. Without `ask`, nothing. */
export const useAnswer = <Value>(ask: (() => Promise<Value>) | undefined, key: string): Answer<Value> | undefined => {
  const isConnected = useIsConnected();
  const [kept, setKept] = useState<{ readonly key: string; readonly answer: Answer<Value> }>();
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
  }, [key, isConnected, isWanted]);
  if (kept?.key === key) return kept.answer;
  return isWanted && cutOff ? { ok: false, thrown: cutOff } : undefined;
};
