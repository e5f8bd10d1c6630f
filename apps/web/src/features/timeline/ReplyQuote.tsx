import { useEffect, useState } from 'react';
import type { TimelineItem } from '../../chat/model.ts';
import { Icon } from '../../design/Icon.tsx';
import { plainLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

type Props = { readonly seq: number };

/** One line of the message that is answered; leads to it. Its height is fixed, so its text may come later. */
export const ReplyQuote = ({ seq }: Props) => {
  const text = useText();
  const { find, actions } = useScene();
  const [quoted, setQuoted] = useState<TimelineItem | 'none'>();
  useEffect(() => {
    let current = true;
    find(seq).then(
      (item) => current && setQuoted(item ?? 'none'),
      () => current && setQuoted('none'),
    );
    return () => {
      current = false;
    };
  }, [find, seq]);

  const item = quoted === 'none' ? undefined : quoted;
  return (
    <button type="button" className={styles.quote} onClick={() => actions.jumpTo(seq)}>
      <Icon name="reply" size={16} />
      <span className="visually-hidden">{text('reply.inReplyTo')}</span>
      {item && <b>{item.author.displayName}</b>}
      <span dir="auto">
        {item
          ? item.content === undefined
            ? text('message.deleted')
            : plainLine(item.content)
          : quoted === 'none'
            ? text('reply.missing')
            : ''}
      </span>
    </button>
  );
};
