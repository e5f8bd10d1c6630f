import type { AnswerOf, Room } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useCutOff } from '../../sdk/use-cut-off.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useMayCreateRooms } from '../../sdk/use-may-create-rooms.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { createRoom } from './create-room.ts';
import { RoomMark } from '../../people/RoomMark.tsx';
import styles from './rooms.module.css';

const waitMs = 180;
const widths = ['32%', '46%', '24%', '38%'];

const queryOf = (typed: string) => (typed.trim() === '' ? {} : { query: typed.trim() });

/** Public rooms, by name, with the way in. */
export const FindRooms = () => {
  const text = useText();
  const client = useClient();
  const { entries } = useInbox();
  const mayCreate = useMayCreateRooms();
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [page, setPage] = useState<AnswerOf<'rooms:list'>>();
  const [failed, setFailure] = useState<unknown>();
  const failure = failed ?? cutOff;
  const [attempt, setAttempt] = useState(0);
  const asked = useRef(0);

  useEffect(() => {
    if (!isConnected) return;
    const turn = ++asked.current;
    const timer = setTimeout(
      () =>
        void client.listRooms(queryOf(query)).then(
          (first) => {
            if (turn !== asked.current) return;
            setPage(first);
            setFailure(undefined);
          },
          (thrown: unknown) => turn === asked.current && setFailure(thrown),
        ),
      query === '' ? 0 : waitMs,
    );
    return () => clearTimeout(timer);
  }, [client, query, isConnected, attempt]);

  const more = async (cursor: string) => {
    const turn = asked.current;
    try {
      const { rooms, next } = await client.listRooms({ ...queryOf(query), cursor });
      if (turn === asked.current) setPage({ rooms: [...(page?.rooms ?? []), ...rooms], next });
    } catch (thrown) {
      tellFailure(thrown);
    }
  };

  const enter = async (room: Room, isMember: boolean) => {
    try {
      if (!isMember) await client.joinRoom(room.id);
      navigate(paths.room(room.id));
    } catch (thrown) {
      tellFailure(thrown);
    }
  };

  return (
    <main className={styles.pane} id="main" tabIndex={-1}>
      <header className={styles.head}>
        <BackButton />
        <h1>{text('rooms.find')}</h1>
        {mayCreate && (
          <Button look="primary" onClick={() => createRoom.open({})}>
            <Icon name="plus" size={18} />
            {text('room.create')}
          </Button>
        )}
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
          {!page && failure === undefined && (
            <div className={styles.waiting} aria-busy="true">
              {widths.map((width) => (
                <div key={width} className={styles.room}>
                  <Skeleton width="20px" height={20} />
                  <Skeleton width={width} />
                </div>
              ))}
            </div>
          )}
          {!page && failure !== undefined && (
            <div className={styles.note} role="status">
              <p>{thrownText(text, failure)}</p>
              <Button
                onClick={() => {
                  setFailure(undefined);
                  setAttempt(attempt + 1);
                  client.tryNow();
                }}
              >
                {text('files.again')}
              </Button>
            </div>
          )}
          {page && page.rooms.length === 0 && (
            <div className={styles.note}>
              <p>{query.trim() === '' ? text('rooms.none') : text('rooms.noneFound', { query: query.trim() })}</p>
              {mayCreate ? (
                <Button look="plain" onClick={() => createRoom.open({ initialName: query.trim() })}>
                  {query.trim() === '' ? text('room.create') : text('rooms.createNamed', { name: query.trim() })}
                </Button>
              ) : (
                <p>{text('room.mayNotCreate')}</p>
              )}
            </div>
          )}
          {page && page.rooms.length > 0 && (
            <ul className={styles.list}>
              {page.rooms.map((room) => {
                const isMember = entries.some(({ conversation, invited }) => conversation === room.id && !invited);
                return (
                  <li key={room.id} className={styles.room}>
                    <RoomMark room={room} size={20} />
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
