import type { Later } from '@rookery/protocol';
import { Link } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { failureText } from '../../sdk/failure-text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { addToDraft } from '../../store/drafts.ts';
import styles from './Kept.module.css';

/** A message that is to be sent later, or that could not be sent then. */
export const LaterRow = ({ item }: { readonly item: Later }) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const titleOf = useTitleOf();
  const { id, conversation, content, silent, sendAt, error } = item;
  const entry = useInbox().entries.find((one) => one.conversation === conversation);
  const cancel = () => keeping.cancelLater(id);
  return (
    <li className={styles.card}>
      <Link className={styles.lead} href={entry ? conversationPath(entry) : paths.inbox}>
        <span className={styles.who}>
          {entry && <strong dir="auto">{titleOf(entry)}</strong>}
          <time dateTime={new Date(sendAt).toISOString()}>{dateAndTime(sendAt, locale)}</time>
          {silent && <span>{text('later.silent')}</span>}
        </span>
        <span className={styles.words} dir="auto">
          {messageLine(item)}
        </span>
      </Link>
      {error && (
        <p className={`${styles.note} ${styles.failed}`}>
          {text('later.failed', { why: failureText(text, { code: error.code }) })}
        </p>
      )}
      <div className={styles.acts}>
        {content !== '' && (
          <Button look="plain" onClick={() => void cancel().then(() => addToDraft(conversation, content), tellFailure)}>
            {text('later.toDraft')}
          </Button>
        )}
        <Button look="plain" onClick={() => void cancel().catch(tellFailure)}>
          {text(error ? 'saved.remove' : 'later.cancel')}
        </Button>
      </div>
    </li>
  );
};
