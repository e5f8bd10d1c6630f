import type { ConversationId, Entry, Room } from '@rookery/protocol';
import { useEffect, useState, type ReactNode, type Ref } from 'react';
import { useLocation } from 'wouter';
import { useChat, useConnection, useInbox, usePeople } from '../chat/ChatContext.ts';
import { failureText } from '../chat/failure-text.ts';
import type { Outcome, Person } from '../chat/model.ts';
import { Avatar } from '../design/Avatar.tsx';
import { Button } from '../design/Button.tsx';
import { Icon } from '../design/Icon.tsx';
import { BackButton } from '../features/conversation/BackButton.tsx';
import { DirectHeader } from '../features/conversation/DirectHeader.tsx';
import { RoomHeader } from '../features/conversation/RoomHeader.tsx';
import { TimelineSkeleton } from '../features/timeline/TimelineSkeleton.tsx';
import { fullDate } from '../lib/dates.ts';
import { paths } from '../lib/paths.ts';
import { useFormatLocale, useText } from '../locales/text.ts';
import { ConversationPane, type PaneControl } from './ConversationPane.tsx';
import { NewDirectPane } from './NewDirectPane.tsx';
import { StatePane } from './StatePane.tsx';
import { tellFailure } from './use-message-actions.ts';
import styles from './ConversationPane.module.css';

const RoomIntro = ({ room, onInvite }: { readonly room: Room; readonly onInvite: (() => void) | undefined }) => {
  const text = useText();
  const locale = useFormatLocale();
  return (
    <div className={styles.intro}>
      <h2>
        <Icon name={room.visibility === 'private' ? 'lock' : 'hash'} size={24} />
        <bdi>{room.name}</bdi>
      </h2>
      <p>{text('room.began', { date: fullDate(room.createdAt, locale) })}</p>
      {room.topic && <p dir="auto">{room.topic}</p>}
      {onInvite && (
        <div className={styles.introButtons}>
          <Button onClick={onInvite}>
            <Icon name="user-plus" size={18} />
            {text('invite.open')}
          </Button>
        </div>
      )}
    </div>
  );
};

/** Until it is known what is here: rows of the right size, after a moment. */
const WaitingPane = () => (
  <main className={styles.waiting} id="main" tabIndex={-1} aria-busy="true">
    <TimelineSkeleton />
  </main>
);

/** Looks something up until the answer is there; again when the connection comes back. */
const useAnswer = <Value,>(
  ask: (() => Promise<Outcome<Value>>) | undefined,
  key: string,
): Outcome<Value> | undefined => {
  const { state } = useConnection();
  const [answer, setAnswer] = useState<{ key: string; outcome: Outcome<Value> }>();
  const online = state === 'online';
  useEffect(() => {
    if (!ask || !online) return;
    let current = true;
    void ask().then((outcome) => current && setAnswer({ key, outcome }));
    return () => {
      current = false;
    };
    // `key` says what is asked; the function is new each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, online, ask === undefined]);
  return answer?.key === key ? answer.outcome : undefined;
};

type RoomProps = {
  readonly ref: Ref<PaneControl>;
  /** An id, or a public room's name. */
  readonly name: string;
  readonly seq: number | undefined;
  readonly showsMembers: boolean;
  readonly entry: Entry | undefined;
  readonly menu: (room: ConversationId, close: () => void) => ReactNode;
  readonly onInvite: (room: ConversationId) => void;
};

/** A room's address: the room itself, the door to it, or why there is none. */
export const RoomPlace = ({ ref, name, seq, showsMembers, entry, menu, onInvite }: RoomProps) => {
  const text = useText();
  const chat = useChat();
  const { state } = useInbox();
  const [, navigate] = useLocation();
  const isOutside = state === 'ready' && entry === undefined;
  const found = useAnswer(isOutside ? () => chat.findRoom(name) : undefined, name);

  const join = (room: string) =>
    void chat.joinRoom(room).then((outcome) => {
      if (!outcome.ok) tellFailure(outcome.failure);
    });
  const back = <BackButton />;

  if (entry?.room && entry.invited) {
    const { room } = entry;
    return (
      <StatePane head={back} title={room.name} words={text('invitation.words')}>
        <Button look="primary" onClick={() => join(room.id)}>
          {text('invitation.accept')}
        </Button>
        <Button
          onClick={() =>
            void chat.leaveRoom(room.id).then((outcome) => {
              if (outcome.ok) navigate(paths.inbox, { replace: true });
              else tellFailure(outcome.failure);
            })
          }
        >
          {text('invitation.decline')}
        </Button>
      </StatePane>
    );
  }
  if (entry?.room) {
    const { room } = entry;
    const invite = room.visibility === 'private' ? () => onInvite(room.id) : undefined;
    return (
      <ConversationPane
        key={entry.conversation}
        ref={ref}
        entry={entry}
        seq={seq}
        header={<RoomHeader room={room} showsMembers={showsMembers} menu={(close) => menu(room.id, close)} />}
        intro={<RoomIntro room={room} onInvite={invite} />}
      />
    );
  }
  if (!found) return <WaitingPane />;
  if (!found.ok) {
    const isGone = found.failure.code === 'not_found' || found.failure.code === 'bad_request';
    return (
      <StatePane
        head={back}
        title={text('gone.roomTitle')}
        words={isGone ? text('gone.roomWords') : failureText(text, found.failure)}
      >
        <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
      </StatePane>
    );
  }
  const room = found.value;
  return (
    <StatePane
      head={back}
      title={room ? `# ${room.name}` : text('room.outsideTitle')}
      words={
        room
          ? [text('members.count', { count: room.members }), ...(room.topic ? [room.topic] : [])].join(' · ')
          : text('room.outsideWords')
      }
    >
      <Button look="primary" onClick={() => join(room?.id ?? name)}>
        {text('room.joinNow')}
      </Button>
    </StatePane>
  );
};

type DirectProps = {
  readonly ref: Ref<PaneControl>;
  readonly username: string;
  readonly seq: number | undefined;
  readonly entry: Entry | undefined;
};

/** A person's address: the conversation, its beginning, or that nobody goes by that name. */
export const DirectPlace = ({ ref, username, seq, entry }: DirectProps) => {
  const text = useText();
  const chat = useChat();
  const people = usePeople();
  const { state } = useInbox();
  const [, navigate] = useLocation();
  const isNew = state === 'ready' && entry === undefined;
  const probe = useAnswer(isNew ? () => chat.probePerson(username) : undefined, username);

  if (entry?.user) {
    const { user } = entry;
    return (
      <ConversationPane
        key={entry.conversation}
        ref={ref}
        entry={entry}
        seq={seq}
        header={<DirectHeader person={user} />}
        intro={
          <div className={styles.intro}>
            <Avatar userId={user.id} name={user.displayName} size={48} />
            <h2>
              <bdi>{user.displayName}</bdi>
            </h2>
            <p>{text('direct.began', { name: user.displayName })}</p>
          </div>
        }
      />
    );
  }
  if (!probe) return <WaitingPane />;
  if (!probe.ok) {
    const isNobody = probe.failure.code === 'not_found' || probe.failure.code === 'bad_request';
    return (
      <StatePane
        head={<BackButton />}
        title={text('gone.personTitle', { name: username })}
        words={isNobody ? text('gone.personWords') : failureText(text, probe.failure)}
      >
        <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
      </StatePane>
    );
  }
  const known: Person | undefined = [...people.values()].find(
    (person) => person.username.toLowerCase() === username.toLowerCase(),
  );
  return <NewDirectPane key={username} ref={ref} username={username} person={known} />;
};
