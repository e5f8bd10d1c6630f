import type { Person } from '@rookery/client';
import { useText } from '../locales/text.ts';
import { useStatus } from '../sdk/use-status.ts';
import styles from './PersonName.module.css';

/** What somebody says of herself, beside her name: its emoji, and the words where one points at it. */
export const StatusMark = ({ person }: { readonly person: Person }) => {
  const text = useText();
  const status = useStatus(person);
  if (!status) return null;
  const words = [status.emoji, status.text].filter(Boolean).join(' ');
  return (
    <>
      {' '}
      <span className={styles.status} role="img" aria-label={text('status.is', { status: words })} data-tip={words}>
        {status.emoji ?? '💬'}
      </span>
    </>
  );
};
