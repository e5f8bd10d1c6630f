import type { Room } from '@rookery/protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useChat, useConnection, useInbox } from '../../chat/ChatContext.ts';
import { failureText } from '../../chat/failure-text.ts';
import type { Failure, Page } from '../../chat/model.ts';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import { showToast } from '../../design/toasts.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import styles from './rooms.module.css';

const waitMs = 180;

type Props = { readonly back: ReactNode; readonly onCreate: (name: string) => void };

/** Public rooms, by name, with the way in. */
export const FindRooms = ({ back, onCreate }: Props) => {
  const text = useText();
  const chat = useChat();
  const { entries } = useInbox();
  const { state: connection } = useConnection();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [page, setPage] = useState<Page<Room>>();
  const [failure, setFailure] = useState<Failure>();
  const asked = useRef(0);

  useEffect(() => {
    const turn = ++asked.current;
    const timer = setTimeout(
      () =>
        void chat.listRooms(query.trim()).then((outcome) => {
          if (turn !== asked.current) return;
          if (outcome.ok) {
            setPage(outcome.value);
            setFailure(undefined);
          } else setFailure(outcome.failure);
        }),
      query === '' ? 0 : waitMs,
    );
    return () => clearTimeout(timer);
  }, [chat, query, connection]);

  const more = async (cursor: string) => {
    const turn = asked.current;
    const outcome = await chat.listRooms(query.trim(), cursor);
    if (turn !== asked.current) return;
    if (outcome.ok) setPage({ items: [...(page?.items ?? []), ...outcome.value.items], next: outcome.value.next });
    else showToast(failureText(text, outcome.failure));
  };

  const enter = async (room: Room, isMember: boolean) => {
    if (!isMember) {
      const outcome = await chat.joinRoom(room.id);
      if (!outcome.ok) {
        showToast(failureText(text, outcome.failure));
        return;
      }
    }
    navigate(paths.room(room.id));
  };

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        {back}
        <h1>{text('rooms.find')}</h1>
        <Button look="primary" onClick={() => onCreate('')}>
          <Icon name="plus" size={18} />
          {text('room.create')}
        </Button>
      </header>
      <div className={styles.scroll}>
        <div className={styles.column}>
          <Field
            label={text('rooms.search')}
            type="search"
            value={query}
            maxLength={80}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            onChange={(event) => setQuery(event.target.value)}
          />
          {failure && !page && <p className={styles.note}>{failureText(text, failure)}</p>}
          {page && page.items.length === 0 && (
            <div className={styles.note}>
              <p>{query.trim() === '' ? text('rooms.none') : text('rooms.noneFound', { query: query.trim() })}</p>
              <Button look="plain" onClick={() => onCreate(query.trim())}>
                {query.trim() === '' ? text('room.create') : text('rooms.createNamed', { name: query.trim() })}
              </Button>
            </div>
          )}
          {page && page.items.length > 0 && (
            <ul className={styles.list}>
              {page.items.map((room) => {
                const isMember = entries.some(({ conversation, invited }) => conversation === room.id && !invited);
                return (
                  <li key={room.id} className={styles.room}>
                    <Icon name={room.visibility === 'private' ? 'lock' : 'hash'} size={20} />
                    <div className={styles.about}>
                      <strong dir="auto">{room.name}</strong>
                      <span>
                        <span className={styles.meta}>{text('members.count', { count: room.members })}</span>
                        {room.topic && (
                          <>
                            {' · '}
                            <bdi>{room.topic}</bdi>
                          </>
                        )}
                      </span>
                    </div>
                    <Button
                      look={isMember ? 'plain' : 'quiet'}
                      aria-label={text(isMember ? 'rooms.openNamed' : 'rooms.joinNamed', { name: room.name })}
                      onClick={() => void enter(room, isMember)}
                    >
                      {text(isMember ? 'rooms.open' : 'rooms.join')}
                    </Button>
                  </li>
                );
              })}
            </ul>
          )}
          {page?.next != null && (
            <Button look="quiet" onClick={() => void more(page.next ?? '')}>
              {text('rooms.more')}
            </Button>
          )}
        </div>
      </div>
    </main>
  );
};
