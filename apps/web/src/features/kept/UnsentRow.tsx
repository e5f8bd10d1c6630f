import type { OutboxItem } from '@rookery/client';
import { Link } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { failureText } from '../../sdk/failure-text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import styles from './Kept.module.css';

/** A message that is on its way still, or was given up on. */
export const UnsentRow = ({ item: { entry: sent, status } }: { readonly item: OutboxItem }) => {
  const text = useText();
  const client = useClient();
  const titleOf = useTitleOf();
  const { entries, threads } = useInbox();
  const entry = [...entries, ...threads].find((one) => one.conversation === sent.conversation);
  const isStuck = status.state === 'failed' || status.state === 'expired';
  return (
    <li className={styles.card}>
      <Link className={styles.lead} href={entry ? conversationPath(entry) : paths.inbox}>
        <span className={styles.who}>{entry && <strong dir="auto">{titleOf(entry)}</strong>}</span>
        <span className={styles.words} dir="auto">
          {messageLine(sent)}
        </span>
      </Link>
      <p className={`${styles.note} ${isStuck ? styles.failed : ''}`}>
        {status.state === 'failed'
          ? text('delivery.failed', { why: failureText(text, status) })
          : text(status.state === 'expired' ? 'waiting.expired' : 'waiting.onItsWay')}
      </p>
      <div className={styles.acts}>
        {isStuck && (
          <Button look="plain" onClick={() => void client.retry(sent.clientId)}>
            {text('delivery.retry')}
          </Button>
        )}
        {sent.content !== '' && (
          <Button
            look="plain"
            onClick={() =>
              void copyText(sent.content).then((copied) => showToast(text(copied ? 'copy.text' : 'copy.failed')))
            }
          >
            {text('delivery.copy')}
          </Button>
        )}
        <Button look="plain" onClick={() => void client.discard(sent.clientId)}>
          {text('delivery.delete')}
        </Button>
      </div>
    </li>
  );
};
