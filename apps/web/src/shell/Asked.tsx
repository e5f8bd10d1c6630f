import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useText } from '../locales/text.ts';
import { thrownText } from '../sdk/failure-text.ts';

type Props<Value> = {
  /** The same function until something else is to be asked. */
  readonly ask: () => Promise<Value>;
  readonly children: (value: Value) => ReactNode;
};

/** What is asked of the server once, and again where that failed and the reader says so. */
export const Asked = <Value,>({ ask, children }: Props<Value>) => {
  const text = useText();
  const [answer, setAnswer] = useState<{ readonly value: Value }>();
  const [failure, setFailure] = useState<unknown>();
  const load = useCallback(() => {
    setFailure(undefined);
    ask().then(
      (value) => setAnswer({ value }),
      (thrown: unknown) => setFailure(thrown),
    );
  }, [ask]);
  useEffect(load, [load]);
  if (answer) return children(answer.value);
  if (failure === undefined)
    return (
      <div aria-busy="true">
        <Skeleton width="60%" />
      </div>
    );
  return (
    <p role="alert">
      {thrownText(text, failure)} <Button onClick={load}>{text('account.again')}</Button>
    </p>
  );
};
