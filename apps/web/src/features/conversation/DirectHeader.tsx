import { useEffect } from 'react';
import { useChat, useIsOnline, useMe } from '../../chat/ChatContext.ts';
import type { Person } from '../../chat/model.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { useText } from '../../locales/text.ts';
import { PersonButton } from '../../people/PersonButton.tsx';
import { BackButton } from './BackButton.tsx';
import styles from './RoomHeader.module.css';

type Props = { readonly person: Person };

export const DirectHeader = ({ person }: Props) => {
  const text = useText();
  const chat = useChat();
  const me = useMe();
  const online = useIsOnline(person.id);
  useEffect(() => chat.watchPresence([person.id]), [chat, person.id]);
  const isMe = person.id === me.id;
  return (
    <header className={styles.header}>
      <BackButton />
      <h1 className={styles.title}>
        <PersonButton person={person} className={styles.person}>
          <Avatar userId={person.id} name={person.displayName} size={28} online={isMe ? undefined : online} />
          <bdi>{person.displayName}</bdi>
        </PersonButton>
      </h1>
      <p className={styles.topic}>
        {isMe
          ? text('person.notesHint')
          : online === undefined
            ? `@${person.username}`
            : online
              ? text('presence.online')
              : text('presence.offline')}
      </p>
    </header>
  );
};
