import type { User } from '@rookery/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { classNames } from '../../design/class-names.ts';
import { Field } from '../../design/Field.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { useMe } from '../../sdk/use-session.ts';
import { PersonMenu, type PersonLink } from './PersonMenu.tsx';
import { useSettled } from './use-settled.ts';
import styles from './Administration.module.css';

/** Everybody on the server, for those who look after it: roles, deactivation, the end of sessions, a link for a new password. */
export const PeopleSettings = () => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const [typed, setTyped] = useState('');
  const query = useSettled(typed);
  const [open, setOpen] = useState<{ readonly user: User; readonly anchor: HTMLElement }>();
  const [link, setLink] = useState<PersonLink>();
  const linkTitle = useRef<HTMLHeadingElement>(null);
  // It is shown this once: whoever asked for it is led there.
  useEffect(() => linkTitle.current?.focus(), [link]);
  const read = useCallback(
    (cursor: string | undefined) =>
      client
        .allPeople({ ...(query === '' ? {} : { query }), ...(cursor === undefined ? {} : { cursor }), limit: 50 })
        .then(({ users, next }) => ({ rows: users, next })),
    [client, query],
  );
  const { rows, hasMore, failure, more, again, put } = usePages(read);
  // Somebody may be on two pages.
  const people = rows && [...new Map(rows.map((user) => [user.id, user])).values()];

  return (
    <>
      <Field
        label={text('people.search')}
        type="search"
        name="query"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {link && (
        <section className={styles.link} aria-labelledby="password-link">
          <h3 id="password-link" tabIndex={-1} ref={linkTitle}>
            {text('people.linkTitle', { name: link.user.displayName })}
          </h3>
          <code>{link.address}</code>
          <p className={styles.lead}>{text('people.linkWords')}</p>
          <div className={styles.buttons}>
            <Button onClick={() => setLink(undefined)}>{text('people.linkDone')}</Button>
            <Button
              look="primary"
              onClick={() =>
                void copyText(link.address).then((copied) => showToast(text(copied ? 'code.copied' : 'copy.failed')))
              }
            >
              {text('people.linkCopy')}
            </Button>
          </div>
        </section>
      )}
      <div aria-busy={!people && failure === undefined}>
        {failure !== undefined && (
          <p role="alert">
            {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
          </p>
        )}
        {!people && failure === undefined && <Skeleton width="60%" />}
        {people?.length === 0 && <p className={styles.lead}>{text('people.none')}</p>}
        <ul className={styles.list}>
          {people?.map((user) => (
            <li key={user.id} className={styles.person}>
              <Avatar userId={user.id} name={user.displayName} size={36} />
              <div>
                <bdi>{nameOf(text, user)}</bdi>
                <br />
                <small>
                  {user.username !== user.id && <bdi>@{user.username}</bdi>}
                  {user.guest && ` · ${text('people.guest')}`}
                  {user.id === me.id && ` · ${text('people.you')}`}
                </small>
              </div>
              {user.role && (
                <span className={styles.mark}>{text(user.role === 'owner' ? 'people.owner' : 'people.admin')}</span>
              )}
              {user.deactivated && (
                <span className={classNames(styles.mark, styles.gone)}>{text('people.deactivated')}</span>
              )}
              {/* Whoever has deleted her account is called by her id: nothing is left to do. */}
              {user.username !== user.id && (
                <IconButton
                  icon="more"
                  label={text('people.actions', { name: user.displayName })}
                  aria-haspopup="menu"
                  onClick={(event) => setOpen({ user, anchor: event.currentTarget })}
                />
              )}
            </li>
          ))}
        </ul>
        {hasMore && (
          <Button look="plain" wide onClick={more}>
            {text('rooms.more')}
          </Button>
        )}
      </div>
      {open && (
        <PersonMenu
          {...open}
          me={me}
          onClose={() => setOpen(undefined)}
          onDone={(user) => put(({ id }) => id === user.id, user)}
          onLink={setLink}
        />
      )}
    </>
  );
};
