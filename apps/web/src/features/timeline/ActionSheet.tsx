import { useRef } from 'react';
import type { TimelineItem } from '@rookery/client';
import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import { MessageMenuItems } from './MessageMenuItems.tsx';
import { useScene } from './TimelineContext.ts';
import styles from './ActionSheet.module.css';

const frequent = ['👍', '❤️', '😂', '🎉', '👀', '✅'] as const;

type Props = { readonly item: TimelineItem; readonly mine: boolean; readonly onClose: () => void };

/** What a long press opens on a touch screen: a row of reactions and the actions, a thumb's size each. */
export const ActionSheet = ({ item, mine, onClose }: Props) => {
  const text = useText();
  const { actions, mayReact } = useScene();
  /** The finger that opened the sheet may still rest where one of its actions now is: only what begins here counts. */
  const begun = useRef(false);
  return (
    <Dialog bare title={text('message.actions')} closeLabel={text('close')} onClose={onClose} className={styles.sheet}>
      <div
        onPointerDownCapture={() => {
          begun.current = true;
        }}
        onClickCapture={(event) => {
          if (begun.current || event.detail === 0) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {mayReact && (
          <div className={styles.reactions}>
            {frequent.map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={text('reaction.add', { emoji })}
                onClick={() => {
                  onClose();
                  actions.react(item, emoji, item.message.mine?.includes(emoji) !== true);
                }}
              >
                {emoji}
              </button>
            ))}
          </div>
        )}
        <div role="menu" aria-label={text('message.actions')} className={styles.actions}>
          <MessageMenuItems item={item} mine={mine} onDone={onClose} />
        </div>
      </div>
    </Dialog>
  );
};
