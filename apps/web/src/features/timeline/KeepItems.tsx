import type { TimelineItem } from '@rookery/client';
import { MenuItem } from '../../design/Menu.tsx';
import { showToast } from '../../design/toasts.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { serverRank } from '../../lib/server-level.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { edits } from './edits.ts';
import { trace } from './trace.ts';
import { forwarding } from './forwarding.ts';
import { useScene } from './TimelineContext.ts';

type Props = { readonly item: TimelineItem; readonly mine: boolean; readonly onDone: () => void };

/** What a message's menu has about keeping it: for all, for oneself, and what it said before. */
export const KeepItems = ({ item, mine, onDone }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const { conversation, mayPin } = useScene();
  const me = useMe();
  const { seq, pinned, edited } = item.message;
  if (seq === undefined) return null;
  const then = (act: () => Promise<unknown> | void) => () => {
    onDone();
    void Promise.resolve(act()).catch(tellFailure);
  };
  return (
    <>
      <MenuItem
        icon="forward"
        onSelect={then(() => forwarding.open({ message: { conversation, seq }, words: messageLine(item.message) }))}
      >
        {text('forward.title')}
      </MenuItem>
      {mayPin && (
        <MenuItem icon="pin" onSelect={then(() => keeping.pin(conversation, seq, pinned !== true))}>
          {text(pinned ? 'pins.unpin' : 'pins.pin')}
        </MenuItem>
      )}
      <MenuItem
        icon="bookmark"
        onSelect={then(() => keeping.save(conversation, seq).then(() => showToast(text('saved.added'))))}
      >
        {text('saved.save')}
      </MenuItem>
      {edited !== undefined && (
        <MenuItem icon="clock" onSelect={then(() => edits.open({ conversation, seq }))}>
          {text('edits.title')}
        </MenuItem>
      )}
      {(mine || serverRank(me) >= 2) && (
        <MenuItem icon="compass" onSelect={then(() => trace.open({ conversation, seq, mine }))}>
          {text(mine ? 'trace.mine' : 'trace.title')}
        </MenuItem>
      )}
    </>
  );
};
