import type { Entry, Room } from '@rookery/protocol';
import { useState } from 'react';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { CommandItems } from '../../shell/CommandItems.tsx';
import type { Shell } from '../../shell/feature.ts';
import { useFeatures } from '../../shell/features.ts';
import { PanelLinks } from './PanelLinks.tsx';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly room: Room; readonly panel: string | undefined };

export const RoomHeader = ({ entry, room, panel }: Props) => {
  const text = useText();
  const commands = useFeatures()
    .roomCommands.filter(({ isFor }) => isFor(entry))
    .map((command) => ({ ...command, run: (shell: Shell) => command.run(entry, shell) }));
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
          <CommandItems commands={commands} onDone={close} />
        </Menu>
      )}
    </header>
  );
};
