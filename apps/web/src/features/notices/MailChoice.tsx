import type { Settings } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useWaysIn } from '../../sdk/use-ways-in.ts';
import styles from '../../shell/OwnSettings.module.css';

type Props = {
  readonly settings: Pick<Settings, 'mailDigest'>;
  readonly change: (made: Pick<Partial<Settings>, 'mailDigest'>) => void;
};

/** Whether the reader is told by mail what waits for her when she has been away. Nothing where the server sends no mail, or she is a guest. */
export const MailChoice = ({ settings, change }: Props) => {
  const text = useText();
  const { account } = useClient();
  const { guest } = useMe();
  const { mail } = useWaysIn();
  /** Null: she has confirmed none. */
  const [address, setAddress] = useState<string | null>();
  useEffect(() => {
    if (guest || !mail) return;
    let isShown = true;
    account.address().then(
      (found) => isShown && setAddress(found),
      // What she has chosen can be seen and changed without.
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, [account, guest, mail]);
  if (guest || !mail) return null;
  return (
    <section aria-labelledby="mail-digest" className={styles.part}>
      <h3 id="mail-digest">{text('digest.title')}</h3>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={settings.mailDigest && address !== null}
          disabled={address === null}
          onChange={(event) => change({ mailDigest: event.target.checked })}
        />
        <span>
          {text('digest.switch')}
          <small>
            {address === null
              ? text('digest.noAddress')
              : address === undefined
                ? text('digest.switchHint')
                : text('digest.switchTo', { address })}
          </small>
        </span>
      </label>
      {address === null && (
        <p>
          <Link href={paths.settingsTab('account')} className={styles.link}>
            {text('digest.addAddress')}
          </Link>
        </p>
      )}
    </section>
  );
};
