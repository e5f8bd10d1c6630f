import { authorOf } from '@rookery/client';
import { useMemo } from 'react';
import { Icon } from '../../design/Icon.tsx';
import { messageLine } from '../../lib/plain-line.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { useIsBlocked } from '../../sdk/use-settings.ts';
import { useScene } from './TimelineContext.ts';
import { PersonName } from '../../people/PersonName.tsx';
import styles from './MessageRow.module.css';

type Props = { readonly seq: number };

/** One line of the message that is answered; leads to it. Its height is fixed, so its text may come later. */
export const ReplyQuote = ({ seq }: Props) => {
  const text = useText();
  const { quoted: quotedAt, missing, actions } = useScene();
  const quoted = useObservable(useMemo(() => quotedAt(seq), [quotedAt, seq]));

  const message = quoted === 'none' ? undefined : quoted;
  const isBlocked = useIsBlocked(message?.user.id);
  return (
    <button type="button" className={styles.quote} onClick={() => actions.jumpTo(seq)}>
      <Icon name="reply" size={16} />
      <span className="visually-hidden">{text('reply.inReplyTo')}</span>
      {message && (
        <b>
          <PersonName person={authorOf(message)} />
        </b>
      )}
      <span dir="auto">
        {message
          ? message.content === undefined
            ? text('message.deleted')
            : isBlocked
              ? text('block.folded')
              : messageLine(message)
          : quoted === 'none'
            ? text(missing(seq))
            : ''}
      </span>
    </button>
  );
};
