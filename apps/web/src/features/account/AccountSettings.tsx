import { useState } from 'react';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { Address } from './Address.tsx';
import { OwnData } from './OwnData.tsx';
import styles from './AccountSettings.module.css';

/** A guest makes an account of herself; who has one looks after her address of mail. */
export const AccountSettings = () => {
  const text = useText();
  const { account } = useClient();
  const me = useMe();
  // That she has an account may be heard before the answer that brings her new session: the form stays until then.
  const [wasGuest, setWasGuest] = useState(me.guest);
  return (
    <>
      {wasGuest ? (
        <section className={styles.part} aria-labelledby="account-make">
          <h3 id="account-make">{text('account.make')}</h3>
          <p>{text('account.why', { name: me.username })}</p>
          <AccountForm
            asks={['password']}
            chooses
            isPart
            name={me.username}
            yes={text('account.make')}
            act={({ password }) =>
              account.register(me.username, password).then(() => {
                setWasGuest(false);
                showToast(text('account.made'));
              })
            }
          />
        </section>
      ) : (
        <Address />
      )}
      <OwnData />
    </>
  );
};
