import type { UserId } from '@rookery/protocol';
import { useCallback } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useAsked } from '../../sdk/use-asked.ts';
import styles from '../../shell/OwnSettings.module.css';

/** Whom the reader has blocked, the latest first. Each block can be lifted here. */
export const BlockedPeople = ({ blocked }: { readonly blocked: readonly UserId[] }) => {
  const text = useText();
  const client = useClient();
  const ids = blocked.join(' ');
  const look = useCallback(async () => {
    const users = ids === '' ? [] : ids.split(' ');
    const found = users.length === 0 ? [] : (await client.request('people:look', { users })).users;
    return new Map(found.map((user) => [user.id, user]));
  }, [client, ids]);
  const { value: people, failure: failed, again } = useAsked(look);
  const isNobody = blocked.length === 0;
  // That it is nobody is known without a connection.
  const failure = isNobody ? undefined : failed;
  const isWaiting = !isNobody && !people && failure === undefined;

  return (
    <section className={styles.part} aria-labelledby="privacy-blocked" aria-busy={isWaiting}>
      <h3 id="privacy-blocked" tabIndex={-1}>
        {text('block.list')}
      </h3>
      {failure !== undefined && (
        <p role="alert">
          {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
        </p>
      )}
      {isWaiting && <Skeleton width="60%" />}
      {isNobody && <p className={styles.lead}>{text('block.nobody')}</p>}
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
                    client.block(id, false).catch(tellFailure);
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
