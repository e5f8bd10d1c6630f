import type { Entry, Room } from '@rookery/protocol';
import { useState } from 'react';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu, MenuItem } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { useFeatures } from '../../shell/features.ts';
import { useShell } from '../../shell/use-shell.ts';
import { PanelLinks } from './PanelLinks.tsx';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly room: Room; readonly panel: string | undefined };

export const RoomHeader = ({ entry, room, panel }: Props) => {
  const text = useText();
  const { roomCommands } = useFeatures();
  const shell = useShell();
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
        <PanelLinks entry={entry} panel={panel} />
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
          {roomCommands
            .filter(({ isFor }) => isFor(entry))
            .map(({ label, icon, run }) => (
              <MenuItem
                key={label}
                icon={icon}
                onSelect={() => {
                  close();
                  run(entry, shell());
                }}
              >
                {text(label)}
              </MenuItem>
            ))}
        </Menu>
      )}
    </header>
  );
};
