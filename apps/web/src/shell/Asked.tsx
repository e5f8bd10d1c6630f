import type { ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { Skeleton } from '../design/Skeleton.tsx';
import { useText } from '../locales/text.ts';
import { thrownText, type OwnWords } from '../sdk/failure-text.ts';
import { useAsked } from '../sdk/use-asked.ts';

type Props<Value> = {
  /** The same function until something else is to be asked. */
  readonly ask: () => Promise<Value>;
  /** What is said of some codes in place of the common words. */
  readonly own?: OwnWords;
  readonly children: (value: Value) => ReactNode;
};

/** What is asked of the server once, and again where that failed and the reader says so. */
export const Asked = <Value,>({ ask, own, children }: Props<Value>) => {
  const text = useText();
  const { value, failure, again } = useAsked(ask);
  if (value !== undefined) return children(value);
  if (failure === undefined)
    return (
      <div aria-busy="true">
        <Skeleton width="60%" />
      </div>
    );
  return (
    <p role="alert">
      {thrownText(text, failure, own)} <Button onClick={again}>{text('account.again')}</Button>
    </p>
  );
};
