import { useState } from 'react';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import styles from './JoinScreen.module.css';

/** A link by mail for who has lost her password. Whether there is an account of that address nobody is told. */
export const LostPassword = ({ onBack }: { readonly onBack: () => void }) => {
  const text = useText();
  const { account } = useClient();
  const [sentTo, setSentTo] = useState<string>();
  return (
    <>
      <p className={styles.lead} role={sentTo === undefined ? undefined : 'status'}>
        {sentTo === undefined ? text('lost.lead') : text('lost.sent', { address: sentTo })}
      </p>
      {sentTo === undefined && (
        <AccountForm
          asks={['address']}
          yes={text('lost.yes')}
          act={({ address }) => account.lostPassword(address).then(() => setSentTo(address))}
        />
      )}
      <button type="button" className={styles.suggest} onClick={onBack}>
        {text('lost.back')}
      </button>
    </>
  );
};
