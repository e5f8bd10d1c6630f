import type { TimelineItem } from '@rookery/client';
import { isDirectId } from '@rookery/protocol';
import { Icon } from '../../design/Icon.tsx';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { failureText } from '../../sdk/failure-text.ts';
import { mutedWords } from '../../sdk/muted-words.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useScene } from './TimelineContext.ts';
import styles from './MessageRow.module.css';

type Props = {
  readonly item: TimelineItem;
  readonly failure: { readonly code: string; readonly retryAfterMs?: number | undefined };
};

/** Why a message was not sent, and what can be done about it. */
export const FailedDelivery = ({ item, failure }: Props) => {
  const text = useText();
  const { actions, conversation } = useScene();
  const locale = useFormatLocale();
  const inbox = useInbox();
  const own = {
    // The reader plainly sees the conversation. Why the other side does not get this is the other's own affair.
    ...(isDirectId(conversation) && { not_found: text('delivery.undeliverable') }),
    ...mutedWords(inbox, conversation, text, locale),
  };
  return (
    <div className={styles.failed} role="group">
      <span>
        <Icon name="alert" size={16} />
        {text('delivery.failed', { why: failureText(text, failure, own) })}
      </span>
      <button type="button" onClick={() => actions.retry(item)}>
        {text('delivery.retry')}
      </button>
      <button type="button" onClick={() => actions.copyText(item)}>
        {text('delivery.copy')}
      </button>
      <button type="button" onClick={() => actions.discard(item)}>
        {text('delivery.delete')}
      </button>
    </div>
  );
};
