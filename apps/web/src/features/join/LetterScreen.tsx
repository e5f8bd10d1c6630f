import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useDocumentTitle } from '../../lib/use-document-title.ts';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useServerName } from '../../sdk/use-server.ts';
import styles from './JoinScreen.module.css';

type Props = {
  /** What the reader is asked, what is done when she says yes, and what she is told then. */
  readonly lead: string;
  readonly yes: string;
  readonly done: string;
  readonly act: () => Promise<void>;
  readonly ownWords: Parameters<typeof thrownText>[2];
  readonly onDone: () => void;
};

/** The link of a letter leads here. It counts when the reader says so, not when a program that looks at her mail opens it. */
export const LetterScreen = ({ lead, yes, done, act, ownWords, onDone }: Props) => {
  const text = useText();
  const name = useServerName();
  useDocumentTitle(name);
  const [state, setState] = useState<'asked' | 'busy' | 'done'>('asked');
  const [failure, setFailure] = useState<string>();
  const confirm = () => {
    setState('busy');
    act().then(
      () => setState('done'),
      (thrown: unknown) => {
        setState('asked');
        setFailure(thrownText(text, thrown, ownWords));
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
          {state === 'done' ? done : lead}
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
            {yes}
          </Button>
        )}
      </div>
    </main>
  );
};
