import type { Settings } from '@rookery/protocol';
import { useState, type ReactNode } from 'react';
import { Skeleton } from '../design/Skeleton.tsx';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { thrownText } from '../sdk/failure-text.ts';
import { useCutOff } from '../sdk/use-cut-off.ts';
import { useSettings } from '../sdk/use-settings.ts';

type Props = {
  /** Given the settings, and what changes them at once. */
  readonly children: (settings: Settings, change: (made: Partial<Omit<Settings, 'blocked'>>) => void) => ReactNode;
};

/** Settings as they are on the server: waits until they are known, and says why a change was not made. */
export const OwnSettings = ({ children }: Props) => {
  const text = useText();
  const client = useClient();
  const settings = useSettings();
  const cutOff = useCutOff();
  const [failure, setFailure] = useState<unknown>();
  /** What is on its way: shown at once, and as it was where it is refused. */
  const [wanted, setWanted] = useState<Partial<Settings>>({});

  const change = (made: Partial<Omit<Settings, 'blocked'>>): void => {
    setFailure(undefined);
    setWanted((before) => ({ ...before, ...made }));
    client
      .setSettings(made)
      .catch((thrown: unknown) => setFailure(thrown))
      .finally(() =>
        setWanted((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in made)))),
      );
  };

  if (!settings) return cutOff ? <p role="status">{text('privacy.offline')}</p> : <Skeleton width="60%" />;
  return (
    <>
      {failure !== undefined && <p role="alert">{thrownText(text, failure)}</p>}
      {children({ ...settings, ...wanted }, change)}
    </>
  );
};
