import { useState } from 'react';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useMe } from '../../sdk/use-session.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Menu, MenuHeading, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { touch, useMedia } from '../../lib/media.ts';
import { useText, wantedLocale } from '../../locales/text.ts';
import { preferences, usePreference } from '../../store/preferences.ts';
import { useFeatures } from '../../shell/features.ts';
import { useShell } from '../../shell/use-shell.ts';
import styles from './Sidebar.module.css';

/** Who the reader is, and how the app looks and speaks. */
export const UserBar = () => {
  const text = useText();
  const me = useMe();
  const online = useIsConnected();
  const theme = usePreference('theme');
  const density = usePreference('density');
  usePreference('locale');
  const { ownCommands } = useFeatures();
  const shell = useShell();
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
          {ownCommands
            .filter(({ notOnTouch }) => !(notOnTouch && isTouch))
            .map(({ label, icon, keys, run }) => (
              <MenuItem
                key={label}
                icon={icon}
                {...(keys ? { keys } : {})}
                onSelect={() => {
                  close();
                  run(shell());
                }}
              >
                {text(label)}
              </MenuItem>
            ))}
        </Menu>
      )}
    </>
  );
};
