import { useState } from 'react';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useSettings } from '../../sdk/use-settings.ts';
import styles from './AccountSettings.module.css';

/** Whether the reader is told by mail what waits for her when she has been away. */
export const DigestSwitch = () => {
  const text = useText();
  const client = useClient();
  const settings = useSettings();
  const [failure, setFailure] = useState<string>();
  /** On its way: shown at once, and as it was where it is refused. */
  const [wanted, setWanted] = useState<boolean>();
  if (!settings) return null;
  const change = (mailDigest: boolean): void => {
    setFailure(undefined);
    setWanted(mailDigest);
    client
      .setSettings({ mailDigest })
      .catch((thrown: unknown) => setFailure(thrownText(text, thrown)))
      .finally(() => setWanted(undefined));
  };
  return (
    <>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={wanted ?? settings.mailDigest}
          onChange={(event) => change(event.target.checked)}
        />
        <span>
          {text('digest.switch')}
          <small>{text('digest.switchHint')}</small>
        </span>
      </label>
      {failure !== undefined && <p role="alert">{failure}</p>}
    </>
  );
};
