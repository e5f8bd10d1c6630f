import { Menu, MenuItem } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { preferences, usePreferences } from '../../store/preferences.ts';

type Props = { readonly anchor: HTMLElement; readonly onClose: () => void };

/** What the sidebar shows. Each choice is on or off by itself, and the menu stays open for the other. */
export const FilterMenu = ({ anchor, onClose }: Props) => {
  const text = useText();
  const { onlyUnread, hidesMuted } = usePreferences();
  return (
    <Menu label={text('sidebar.filter')} anchor={anchor} placement="bottom-end" onClose={onClose}>
      <MenuItem
        toggle
        icon="unread"
        checked={onlyUnread}
        onSelect={() => preferences.setState({ onlyUnread: !onlyUnread })}
      >
        {text('sidebar.onlyUnread')}
      </MenuItem>
      <MenuItem
        toggle
        icon="bell-off"
        checked={hidesMuted}
        onSelect={() => preferences.setState({ hidesMuted: !hidesMuted })}
      >
        {text('sidebar.hidesMuted')}
      </MenuItem>
    </Menu>
  );
};
