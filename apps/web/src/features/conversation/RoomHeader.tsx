import type { Entry, Room } from '@rookery/protocol';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { PanelLinks } from './PanelLinks.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly room: Room; readonly panel: string | undefined };

export const RoomHeader = ({ entry, room, panel }: Props) => {
  const text = useText();
  return (
    <header className={styles.header}>
      <BackButton />
      <h1 className={styles.title}>
        <RoomMark room={room} size={18} />
        <span className="visually-hidden">{text(room.visibility === 'private' ? 'room.private' : 'room.public')}</span>
        <bdi>{room.name}</bdi>
      </h1>
      <p className={styles.topic} dir="auto">
        {room.topic}
      </p>
      <div className={styles.actions}>
        <PanelLinks entry={entry} panel={panel} />
        <ConversationMenu entry={entry} label={text('room.menu')} />
      </div>
    </header>
  );
};
