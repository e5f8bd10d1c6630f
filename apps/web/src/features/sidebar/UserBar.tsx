import { useState } from 'react';
import { useConnection, useMe } from '../../chat/ChatContext.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Menu, MenuHeading, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { touch, useMedia } from '../../lib/media.ts';
import { useText, wantedLocale } from '../../locales/text.ts';
import { preferences, usePreference } from '../../store/preferences.ts';
import styles from './Sidebar.module.css';

type Props = { readonly onShortcuts: () => void; readonly onSignOut: () => void };

/** Who the reader is, and how the app looks and speaks. */
export const UserBar = ({ onShortcuts, onSignOut }: Props) => {
  const text = useText();
  const me = useMe();
  const { state } = useConnection();
  const theme = usePreference('theme');
  const density = usePreference('density');
  usePreference('locale');
  const isTouch = useMedia(touch);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);
  const online = state === 'online';

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
          <MenuHeading>{text('settings.language')}</MenuHeading>
          <MenuItem
            icon="globe"
            lang="zh-CN"
            checked={wantedLocale() === 'zh-CN'}
            onSelect={() => preferences.setState({ locale: 'zh-CN' })}
          >
            中文
          </MenuItem>
          <MenuItem
            icon="globe"
            lang="en"
            checked={wantedLocale() === 'en'}
            onSelect={() => preferences.setState({ locale: 'en' })}
          >
            English
          </MenuItem>
          <MenuSeparator />
          <MenuHeading>{text('settings.theme')}</MenuHeading>
          <MenuItem
            icon="monitor"
            checked={theme === 'system'}
            onSelect={() => preferences.setState({ theme: 'system' })}
          >
            {text('settings.themeSystem')}
          </MenuItem>
          <MenuItem icon="sun" checked={theme === 'light'} onSelect={() => preferences.setState({ theme: 'light' })}>
            {text('settings.themeLight')}
          </MenuItem>
          <MenuItem icon="moon" checked={theme === 'dark'} onSelect={() => preferences.setState({ theme: 'dark' })}>
            {text('settings.themeDark')}
          </MenuItem>
          <MenuSeparator />
          <MenuHeading>{text('settings.density')}</MenuHeading>
          <MenuItem
            icon="message"
            checked={density === 'cosy'}
            onSelect={() => preferences.setState({ density: 'cosy' })}
          >
            {text('settings.cosy')}
          </MenuItem>
          <MenuItem
            icon="rows"
            checked={density === 'compact'}
            onSelect={() => preferences.setState({ density: 'compact' })}
          >
            {text('settings.compact')}
          </MenuItem>
          <MenuSeparator />
          {!isTouch && (
            <MenuItem
              icon="keyboard"
              keys="?"
              onSelect={() => {
                close();
                onShortcuts();
              }}
            >
              {text('shortcuts.title')}
            </MenuItem>
          )}
          <MenuItem
            icon="log-out"
            onSelect={() => {
              close();
              onSignOut();
            }}
          >
            {text('signOut')}
          </MenuItem>
        </Menu>
      )}
    </>
  );
};
