import type { Ban, Room } from '@rookery/protocol';
import { useCallback } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { usePages } from '../../sdk/use-pages.ts';
import styles from './RightsDialog.module.css';

/** Who is kept out of the room, until when, and by whom. Each can be let in again from here. */
export const Bans = ({ room }: { readonly room: Room }) => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const read = useCallback(
    async (cursor: string | undefined) => {
      const { bans: rows, next } = await client.bans(room.id, { cursor });
      return { rows, next };
    },
    [client, room.id],
  );
  const { rows: bans, hasMore, failure, more, again, change } = usePages<Ban>(read);

  const lift = ({ user }: Ban) =>
    client
      .unban(room.id, user.id)
      .then(() => change((before) => before.filter((other) => other.user.id !== user.id)), tellFailure);

  return (
    <section className={styles.bans} aria-labelledby="room-bans" aria-busy={!bans && failure === undefined}>
      <h3 id="room-bans" tabIndex={-1}>
        {text('bans.title')}
      </h3>
      {failure !== undefined && (
        <p role="alert">
          {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
        </p>
      )}
      {!bans && failure === undefined && <Skeleton width="60%" />}
      {bans?.length === 0 && <p className={styles.lead}>{text('bans.none')}</p>}
      <ul>
        {bans?.map((ban) => (
          <li key={ban.user.id} className={styles.ban}>
            <span>
              <bdi>{nameOf(text, ban.user)}</bdi>{' '}
              {ban.user.username !== ban.user.id && <small>@{ban.user.username}</small>}
              <small>
                {ban.until === null
                  ? text('bans.forGood', { by: nameOf(text, ban.by) })
                  : text('bans.until', { by: nameOf(text, ban.by), until: dateAndTime(ban.until, locale) })}
              </small>
              {ban.reason !== null && <small dir="auto">{ban.reason}</small>}
            </span>
            <Button
              aria-label={text('bans.liftOf', { name: nameOf(text, ban.user) })}
              onClick={(event) => {
                // The line goes, and the focus with it.
                event.currentTarget.closest('section')?.querySelector('h3')?.focus();
                void lift(ban);
              }}
            >
              {text('bans.lift')}
            </Button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button look="plain" wide onClick={more}>
          {text('rooms.more')}
        </Button>
      )}
    </section>
  );
};
