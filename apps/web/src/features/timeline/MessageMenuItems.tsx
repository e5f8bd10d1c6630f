import type { TimelineItem } from '@rookery/client';
import { MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { useScene } from './TimelineContext.ts';

type Props = { readonly item: TimelineItem; readonly mine: boolean; readonly onDone: () => void };

export const MessageMenuItems = ({ item, mine, onDone }: Props) => {
  const text = useText();
  const { actions, mayDeleteAny } = useScene();
  const then = (act: (item: TimelineItem) => void) => () => {
    onDone();
    act(item);
  };
  return (
    <>
      <MenuItem icon="reply" keys="R" onSelect={then(actions.reply)}>
        {text('message.reply')}
      </MenuItem>
      <MenuItem icon="copy" keys="C" onSelect={then(actions.copyText)}>
        {text('message.copyText')}
      </MenuItem>
      <MenuItem icon="link" keys="L" onSelect={then(actions.copyLink)}>
        {text('message.copyLink')}
      </MenuItem>
      <MenuItem icon="unread" keys="U" onSelect={then(actions.markUnread)}>
        {text('message.markUnread')}
      </MenuItem>
      {(mine || mayDeleteAny) && <MenuSeparator />}
      {mine && (
        <MenuItem icon="pencil" keys="E" onSelect={then(actions.edit)}>
          {text('message.edit')}
        </MenuItem>
      )}
      {(mine || mayDeleteAny) && (
        <MenuItem icon="trash" keys="Del" onSelect={then(actions.remove)}>
          {text('message.delete')}
        </MenuItem>
      )}
    </>
  );
};
