import type { WaysIn } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { withinBase } from '../../lib/base-path.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import styles from './JoinScreen.module.css';

/** Signing in by a provider: a button each, which leads there and back to where the reader is. Nothing where there is none. */
export const SignOn = ({ providers }: Pick<WaysIn, 'providers'>) => {
  const text = useText();
  const { account } = useClient();
  const [left, setLeft] = useState<string>();
  if (providers.length === 0) return null;
  return (
    <div className={styles.form}>
      <p className={styles.or}>{text('join.or')}</p>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          wide
          className={styles.submit}
          aria-busy={left === id}
          onClick={() => {
            setLeft(id);
            location.assign(account.signOnAddress(id, withinBase(location.pathname) ?? '/'));
          }}
        >
          {text('join.signOn', { name })}
        </Button>
      ))}
    </div>
  );
};
