import type { TimelineItem } from '@rookery/client';
import { Menu } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { MessageMenuItems } from './MessageMenuItems.tsx';

type Props = {
  readonly item: TimelineItem;
  readonly mine: boolean;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
};

/** Everything that can be done with a message, behind the last button of its toolbar. */
export const MessageMenu = ({ item, mine, anchor, onClose }: Props) => {
  const text = useText();
  return (
    <Menu label={text('message.more')} anchor={anchor} placement="bottom-end" onClose={onClose}>
      <MessageMenuItems item={item} mine={mine} onDone={onClose} />
    </Menu>
  );
};
