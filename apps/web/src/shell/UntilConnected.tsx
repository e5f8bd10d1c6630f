import type { ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { useConnection } from '../sdk/use-connection.ts';

/** Shapes of what is being loaded; while the connection is lost, `words` of what is not there, and a way to try now. */
export const UntilConnected = (props: {
  readonly words: string;
  /** Where the words stand. */
  readonly className: string | undefined;
  readonly children: ReactNode;
}) => {
  const text = useText();
  const client = useClient();
  if (useConnection().state !== 'reconnecting') return props.children;
  return (
    <div className={props.className}>
      <p>{props.words}</p>
      <Button onClick={() => client.tryNow()}>{text('connection.tryNow')}</Button>
    </div>
  );
};
