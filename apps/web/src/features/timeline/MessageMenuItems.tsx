import type { TimelineItem } from '@rookery/client';
import { Suspense } from 'react';
import { MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { useText } from '../../locales/text.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { report } from './report.ts';
import { useScene } from './TimelineContext.ts';

const KeepItems = lazyPart(async () => (await import('./late.ts')).KeepItems);

type Props = { readonly item: TimelineItem; readonly mine: boolean; readonly onDone: () => void };

export const MessageMenuItems = ({ item, mine, onDone }: Props) => {
  const text = useText();
  const { actions, conversation, mayDeleteAny, mayPost } = useScene();
  const { seq, user } = item.message;
  const then = (act: (item: TimelineItem) => void) => () => {
    onDone();
    act(item);
  };
  return (
    <>
      {mayPost && (
        <MenuItem icon="reply" keys="R" onSelect={then(actions.reply)}>
          {text('message.reply')}
        </MenuItem>
      )}
      {actions.thread && seq !== undefined && (
        <MenuItem icon="thread" keys="T" onSelect={then(() => actions.thread?.(seq))}>
          {text('thread.open')}
        </MenuItem>
      )}
      <MenuItem icon="copy" keys="C" onSelect={then(actions.copyText)}>
        {text('message.copyText')}
      </MenuItem>
      <MenuItem icon="link" keys="L" onSelect={then(actions.copyLink)}>
        {text('message.copyLink')}
      </MenuItem>
      <MenuItem icon="unread" keys="U" onSelect={then(actions.markUnread)}>
        {text('message.markUnread')}
      </MenuItem>
      <Suspense>
        <KeepItems item={item} mine={mine} onDone={onDone} />
      </Suspense>
      {(mine || mayDeleteAny || seq !== undefined) && <MenuSeparator />}
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
      {!mine && seq !== undefined && (
        <MenuItem
          icon="alert"
          onSelect={() => {
            onDone();
            report.open({ conversation, seq, name: user.displayName });
          }}
        >
          {text('message.report')}
        </MenuItem>
      )}
    </>
  );
};
