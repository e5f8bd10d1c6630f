import type { User } from '@rookery/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { classNames } from '../../design/class-names.ts';
import { IconButton } from '../../design/IconButton.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { useMe } from '../../sdk/use-session.ts';
import { PagedList } from './PagedList.tsx';
import { PersonMenu, type PersonLink } from './PersonMenu.tsx';
import { SearchField } from './SearchField.tsx';
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
  const pages = usePages(read);
  // Somebody may be on two pages.
  const people = new Map(pages.rows?.map((user) => [user.id, user])).values();

  return (
    <>
      <SearchField label={text('people.search')} name="query" value={typed} onChange={setTyped} />
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
      <PagedList pages={pages} none={text('people.none')}>
        {[...people].map((user) => (
          <li key={user.id} className={styles.person}>
            <Avatar userId={user.id} picture={user.avatar} name={nameOf(text, user)} size={36} />
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
      </PagedList>
      {open && (
        <PersonMenu
          {...open}
          me={me}
          onClose={() => setOpen(undefined)}
          onDone={(user) => pages.change((rows) => rows.map((one) => (one.id === user.id ? user : one)))}
          onLink={setLink}
        />
      )}
    </>
  );
};
