import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useDocumentTitle } from '../../lib/use-document-title.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useServerName } from '../../sdk/use-server.ts';
import styles from './JoinScreen.module.css';

type Props = { readonly token: string; readonly onDone: () => void };

/** The link of a letter leads here. It counts when the reader says so, not when a program that looks at her mail opens it. */
export const AddressScreen = ({ token, onDone }: Props) => {
  const text = useText();
  const { account } = useClient();
  const name = useServerName();
  useDocumentTitle(name);
  const [state, setState] = useState<'asked' | 'busy' | 'done'>('asked');
  const [failure, setFailure] = useState<string>();
  const confirm = () => {
    setState('busy');
    account.confirmAddress(token).then(
      () => setState('done'),
      (thrown: unknown) => {
        setState('asked');
        setFailure(thrownText(text, thrown, { not_found: text('address.usedUp'), conflict: text('address.taken') }));
      },
    );
  };
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Icon name="mark" size={44} />
          <h1 dir="auto">{name}</h1>
        </div>
        <p className={styles.lead} role={state === 'done' ? 'status' : undefined}>
          {text(state === 'done' ? 'address.confirmed' : 'address.confirmLead')}
        </p>
        {failure !== undefined && (
          <p className={styles.failure} role="alert">
            {failure}
          </p>
        )}
        {state === 'done' ? (
          <Button look="primary" wide autoFocus onClick={onDone}>
            {text('address.goOn')}
          </Button>
        ) : (
          <Button look="primary" wide autoFocus aria-busy={state === 'busy'} onClick={confirm}>
            {text('address.confirm')}
          </Button>
        )}
      </div>
    </main>
  );
};
