import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useDocumentTitle } from '../../lib/use-document-title.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { useServerName } from '../../sdk/use-server.ts';
import styles from './JoinScreen.module.css';

type Props = { readonly token: string; readonly onDone: () => void };

/** Whoever was given a link sets her password by it. She signs in with it then, here or elsewhere: all of her sessions have ended. */
export const PasswordScreen = ({ token, onDone }: Props) => {
  const text = useText();
  const { account } = useClient();
  const name = useServerName();
  useDocumentTitle(name);
  const [isSet, setIsSet] = useState(false);
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Icon name="mark" size={44} />
          <h1 dir="auto">{name}</h1>
        </div>
        <p className={styles.lead} role={isSet ? 'status' : undefined}>
          {text(isSet ? 'password.set' : 'password.lead')}
        </p>
        {isSet ? (
          <Button look="primary" wide autoFocus onClick={onDone}>
            {text('password.goOn')}
          </Button>
        ) : (
          <AccountForm
            asks={['password']}
            chooses
            yes={text('password.yes')}
            ownWords={{ not_found: text('password.usedUp') }}
            act={({ password }) => account.setPasswordByLink(token, password).then(() => setIsSet(true))}
          />
        )}
      </div>
    </main>
  );
};
