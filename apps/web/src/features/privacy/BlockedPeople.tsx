import type { User, UserId } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from '../../shell/OwnSettings.module.css';

/** Whom the reader has blocked, the latest first. Each block can be lifted here. */
export const BlockedPeople = ({ blocked }: { readonly blocked: readonly UserId[] }) => {
  const text = useText();
  const client = useClient();
  const [people, setPeople] = useState<ReadonlyMap<UserId, User>>();
  const [failure, setFailure] = useState<unknown>();
  const ids = blocked.join(' ');

  useEffect(() => {
    let isCurrent = true;
    const users = ids === '' ? [] : ids.split(' ');
    const found =
      users.length === 0 ? Promise.resolve([]) : client.request('people:look', { users }).then((one) => one.users);
    found.then(
      (some) => isCurrent && setPeople(new Map(some.map((user) => [user.id, user]))),
      (thrown: unknown) => isCurrent && setFailure(thrown),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, ids]);

  const lift = (id: UserId) => {
    setFailure(undefined);
    client.block(id, false).catch((thrown: unknown) => setFailure(thrown));
  };

  return (
    <section className={styles.part} aria-labelledby="privacy-blocked" aria-busy={!people && failure === undefined}>
      <h3 id="privacy-blocked" tabIndex={-1}>
        {text('block.list')}
      </h3>
      {failure !== undefined && <p role="alert">{thrownText(text, failure)}</p>}
      {!people && failure === undefined && <Skeleton width="60%" />}
      {people && blocked.length === 0 && <p className={styles.lead}>{text('block.nobody')}</p>}
      <ul className={styles.people}>
        {people &&
          blocked.map((id) => {
            const user = people.get(id);
            const name = user ? nameOf(text, user) : text('person.gone');
            return (
              <li key={id} className={styles.person}>
                <Avatar userId={id} picture={user?.avatar} name={name} size={32} />
                <span>{user ? <PersonName person={user} saysGone /> : name}</span>
                <Button
                  aria-label={text('block.liftOf', { name })}
                  onClick={(event) => {
                    // The line goes, and the focus with it.
                    event.currentTarget.closest('section')?.querySelector('h3')?.focus();
                    lift(id);
                  }}
                >
                  {text('block.lift')}
                </Button>
              </li>
            );
          })}
      </ul>
    </section>
  );
};
