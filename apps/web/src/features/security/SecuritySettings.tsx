import { useState } from 'react';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { Devices } from './Devices.tsx';
import { Passkeys } from './Passkeys.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import styles from './SecuritySettings.module.css';

/** How the reader shows that the account is hers, and where she is signed in. */
export const SecuritySettings = () => {
  const text = useText();
  const { account } = useClient();
  const me = useMe();
  // Another form after each change: what was typed is gone.
  const [changes, setChanges] = useState(0);
  return (
    <div className={styles.parts}>
      <Passkeys />
      <SecondFactor />
      <section className={styles.part} aria-labelledby="account-password">
        <h3 id="account-password">{text('account.change')}</h3>
        <AccountForm
          key={changes}
          asks={['current', 'password']}
          chooses
          isPart
          name={me.username}
          yes={text('account.change')}
          act={({ current, password }) =>
            account.changePassword(current, password).then(() => {
              setChanges((count) => count + 1);
              showToast(text('account.changed'));
            })
          }
        />
      </section>
      <Devices />
    </div>
  );
};
