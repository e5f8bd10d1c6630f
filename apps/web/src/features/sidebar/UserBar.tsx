import { useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useMe } from '../../sdk/use-session.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Menu, MenuHeading } from '../../design/Menu.tsx';
import { touch, useMedia } from '../../lib/media.ts';
import { useText } from '../../locales/text.ts';
import { CommandItems } from '../../shell/CommandItems.tsx';
import { useFeatures } from '../../shell/features.ts';
import { SettingItems } from './SettingItems.tsx';
import styles from './Sidebar.module.css';

/** Who the reader is, and how the app looks and speaks. */
export const UserBar = () => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const online = useIsConnected();
  const { ownCommands } = useFeatures();
  const isTouch = useMedia(touch);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);

  return (
    <>
      <button
        type="button"
        className={styles.userBar}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Avatar userId={me.id} name={me.displayName} size={32} online={online} />
        <span className={styles.who}>
          <strong>
            <bdi>{me.displayName}</bdi>
          </strong>
          <small>{online ? text('presence.online') : text('presence.connecting')}</small>
        </span>
        <Icon name="sliders" size={18} />
        <span className="visually-hidden">{text('settings.title')}</span>
      </button>
      {anchor && (
        <Menu label={text('settings.title')} anchor={anchor} placement="top-start" onClose={close}>
          {client.way === 'polling' && <MenuHeading>{text('connection.polling')}</MenuHeading>}
          <SettingItems />
          <CommandItems commands={ownCommands.filter(({ notOnTouch }) => !(notOnTouch && isTouch))} onDone={close} />
        </Menu>
      )}
    </>
  );
};
