import { useState } from 'react';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useMe } from '../../sdk/use-session.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useText } from '../../locales/text.ts';
import { latePart } from '../../shell/late-part.tsx';
import styles from './Sidebar.module.css';

const UserMenu = latePart(async () => (await import('./UserMenu.tsx')).UserMenu);

/** Who the reader is, and how the app looks and speaks. */
export const UserBar = () => {
  const text = useText();
  const me = useMe();
  const online = useIsConnected();
  const [anchor, setAnchor] = useState<HTMLElement>();

  return (
    <>
      <button
        type="button"
        className={styles.userBar}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Avatar userId={me.id} picture={me.avatar} name={me.displayName} size={32} online={online} />
        <span className={styles.who}>
          <strong>
            <bdi>{me.displayName}</bdi>
          </strong>
          <small>{online ? text('presence.online') : text('presence.connecting')}</small>
        </span>
        <Icon name="sliders" size={18} />
        <span className="visually-hidden">{text('settings.title')}</span>
      </button>
      {anchor && <UserMenu anchor={anchor} onClose={() => setAnchor(undefined)} />}
    </>
  );
};
