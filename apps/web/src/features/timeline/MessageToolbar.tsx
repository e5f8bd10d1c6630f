import { useEffect, useState } from 'react';
import type { TimelineItem } from '@rookery/client';
import { IconButton } from '../../design/IconButton.tsx';
import { useText } from '../../locales/text.ts';
import { EmojiPicker } from '../../emoji/LazyEmojiPicker.tsx';
import { latePart } from '../../shell/late-part.tsx';
import { useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

const MessageMenu = latePart(async () => (await import('./MessageMenu.tsx')).MessageMenu);

type Props = { readonly item: TimelineItem; readonly mine: boolean };

/** What can be done with a message: at most four buttons, everything else behind the last. */
export const MessageToolbar = ({ item, mine }: Props) => {
  const text = useText();
  const { actions, held, mayPost, mayReact } = useScene();
  const [open, setOpen] = useState<{ what: 'emoji' | 'more'; anchor: HTMLElement }>();
  useEffect(() => {
    if (!open) return;
    held.set(true);
    return () => held.set(false);
  }, [open, held]);
  const close = () => setOpen(undefined);

  return (
    <div className={styles.toolbarTrack}>
      <div className={styles.toolbar} role="toolbar" aria-label={text('message.actions')}>
        {mayReact && (
          <>
            <button
              type="button"
              className={styles.quick}
              aria-label={text('reaction.add', { emoji: '👍' })}
              data-tip={text('reaction.add', { emoji: '👍' })}
              onClick={() => actions.react(item, '👍', item.message.mine?.includes('👍') !== true)}
            >
              👍
            </button>
            <IconButton
              small
              icon="smile-plus"
              label={text('reaction.pick')}
              keys="+"
              aria-haspopup="dialog"
              aria-expanded={open?.what === 'emoji'}
              onClick={(event) => setOpen({ what: 'emoji', anchor: event.currentTarget })}
            />
          </>
        )}
        {mayPost && (
          <IconButton small icon="reply" label={text('message.reply')} keys="R" onClick={() => actions.reply(item)} />
        )}
        {mine && (
          <IconButton small icon="pencil" label={text('message.edit')} keys="E" onClick={() => actions.edit(item)} />
        )}
        <IconButton
          small
          icon="more"
          label={text('message.more')}
          aria-haspopup="menu"
          aria-expanded={open?.what === 'more'}
          onClick={(event) => setOpen({ what: 'more', anchor: event.currentTarget })}
        />
        {open?.what === 'emoji' && (
          <EmojiPicker
            anchor={open.anchor}
            onClose={close}
            onPick={(sign) => {
              close();
              actions.react(item, sign, true);
            }}
          />
        )}
        {open?.what === 'more' && <MessageMenu item={item} mine={mine} anchor={open.anchor} onClose={close} />}
      </div>
    </div>
  );
};
