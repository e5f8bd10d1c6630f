import { useState } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import type { Closable } from '../../shell/closable.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { Devices } from './Devices.tsx';
import styles from './AccountDialog.module.css';

/** A guest makes an account of herself; who has one sees her devices, and changes her password. */
export const AccountDialog = ({ onClose }: Closable) => {
  const text = useText();
  const { account } = useClient();
  const me = useMe();
  // That she has an account may be heard before the answer that brings her new session: the dialog stays what it was opened as.
  const [isGuest] = useState(me.guest);
  const done = (words: string) => {
    showToast(text(words));
    onClose();
  };
  return (
    <Dialog title={text('account.title')} closeLabel={text('close')} onClose={onClose}>
      {isGuest ? (
        <div className={styles.part}>
          <p>{text('account.why', { name: me.username })}</p>
          <AccountForm
            asks={['password']}
            chooses
            name={me.username}
            yes={text('account.make')}
            act={({ password }) => account.register(me.username, password).then(() => done('account.made'))}
          />
        </div>
      ) : (
        <>
          <p>{text('account.hers', { name: me.username })}</p>
          <Devices />
          <section className={styles.part} aria-labelledby="account-password">
            <h3 id="account-password">{text('account.change')}</h3>
            <AccountForm
              asks={['current', 'password']}
              chooses
              name={me.username}
              yes={text('account.change')}
              act={({ current, password }) =>
                account.changePassword(current, password).then(() => done('account.changed'))
              }
            />
          </section>
        </>
      )}
    </Dialog>
  );
};
