import { Menu, MenuHeading } from '../../design/Menu.tsx';
import { touch, useMedia } from '../../lib/media.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { CommandItems } from '../../shell/CommandItems.tsx';
import { useFeatures } from '../../shell/features.ts';
import { SettingItems } from './SettingItems.tsx';

type Props = { readonly anchor: HTMLElement; readonly onClose: () => void };

/** How the app looks and speaks, and what features bring for the reader herself. */
export const UserMenu = ({ anchor, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const { ownCommands } = useFeatures();
  const isTouch = useMedia(touch);
  return (
    <Menu label={text('settings.title')} anchor={anchor} placement="top-start" onClose={onClose}>
      {client.way === 'polling' && <MenuHeading>{text('connection.polling')}</MenuHeading>}
      <SettingItems />
      <CommandItems
        commands={ownCommands.filter(
          ({ notOnTouch, isFor }) => !(notOnTouch && isTouch) && (isFor?.(me, undefined) ?? true),
        )}
        onDone={onClose}
      />
    </Menu>
  );
};
