import type { Person } from '@rookery/client';
import { useIsTwin } from '../sdk/use-is-twin.ts';
import { usePerson } from '../sdk/use-people.ts';
import styles from './PersonName.module.css';

/** Somebody's name as it is now, wherever it was read; with the username where somebody else has the same name. */
export const PersonName = ({ person }: { readonly person: Person }) => {
  const { displayName, username } = usePerson(person);
  const isTwin = useIsTwin(displayName);
  return (
    <>
      <bdi>{displayName}</bdi>
      {isTwin && (
        <>
          {' '}
          <bdi className={styles.username}>@{username}</bdi>
        </>
      )}
    </>
  );
};
