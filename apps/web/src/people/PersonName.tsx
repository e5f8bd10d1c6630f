import type { Person } from '@rookery/client';
import { nameOf } from '../lib/name-of.ts';
import { useText } from '../locales/text.ts';
import { useIsTwin } from '../sdk/use-is-twin.ts';
import { usePerson } from '../sdk/use-people.ts';
import { StatusMark } from './StatusMark.tsx';
import styles from './PersonName.module.css';

type Props = {
  readonly person: Person;
  /** Says of one who is gone that she is, in any case. */
  readonly saysGone?: boolean;
};

/**
 * Somebody's name as it is now, wherever it was read; with the username where somebody else has the same name, and, as that may have passed
 * to the other, with the word that this one is gone.
 */
export const PersonName = ({ person, saysGone = false }: Props) => {
  const text = useText();
  const now = usePerson(person);
  const { id, displayName, username, deactivated } = now;
  const isTwin = useIsTwin(displayName);
  // Several have deleted their accounts: nothing tells them apart, and nothing is to be said of them.
  if (username === id) return <bdi>{nameOf(text, now)}</bdi>;
  return (
    <>
      <bdi>{displayName}</bdi>
      {isTwin && (
        <>
          {' '}
          <bdi className={styles.username}>@{username}</bdi>
        </>
      )}
      {now.status && <StatusMark person={now} />}
      {deactivated && (isTwin || saysGone) && (
        <>
          {' '}
          <span className={styles.username}>{text('person.gone')}</span>
        </>
      )}
    </>
  );
};
