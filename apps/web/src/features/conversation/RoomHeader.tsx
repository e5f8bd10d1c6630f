import type { Room } from '@rookery/protocol';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu } from '../../design/Menu.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { BackButton } from './BackButton.tsx';
import styles from './RoomHeader.module.css';

type Props = {
  readonly room: Room;
  readonly showsMembers: boolean;
  /** The items of the room's menu. */
  readonly menu: (close: () => void) => ReactNode;
};

export const RoomHeader = ({ room, showsMembers, menu }: Props) => {
  const text = useText();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);
  return (
    <header className={styles.header}>
      <BackButton />
      <h1 className={styles.title}>
        <Icon name={room.visibility === 'private' ? 'lock' : 'hash'} size={18} />
        <span className="visually-hidden">{text(room.visibility === 'private' ? 'room.private' : 'room.public')}</span>
        <bdi>{room.name}</bdi>
      </h1>
      <p className={styles.topic} dir="auto">
        {room.topic}
      </p>
      <div className={styles.actions}>
        <Link
          href={showsMembers ? paths.room(room.id) : paths.members(room.id)}
          className={styles.members}
          aria-label={text('members.open', { count: room.members })}
          aria-current={showsMembers ? 'true' : undefined}
          data-tip={text('members.title')}
        >
          <Icon name="users" size={18} />
          {room.members}
        </Link>
        <IconButton
          icon="more"
          label={text('room.menu')}
          aria-haspopup="menu"
          aria-expanded={anchor !== undefined}
          onClick={(event) => setAnchor(event.currentTarget)}
        />
      </div>
      {anchor && (
        <Menu label={text('room.menu')} anchor={anchor} placement="bottom-end" onClose={close}>
          {menu(close)}
        </Menu>
      )}
    </header>
  );
};
