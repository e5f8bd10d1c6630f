import { Icon } from '../../design/Icon.tsx';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useWaiting } from '../../sdk/use-outbox.ts';
import styles from './ConnectionBar.module.css';
import { useLostConnection } from './use-lost-connection.ts';

type Props = { readonly className: string | undefined };

/** The bar itself: when the next try is, and what waits to be sent. It stands over what is there, so that nothing moves when it comes and goes. */
export const LostConnection = ({ className }: Props) => {
  const text = useText();
  const client = useClient();
  const pending = useWaiting();
  const lost = useLostConnection();
  if (!lost) return null;
  const { isRefused, seconds } = lost;
  return (
    <section aria-label={text('connection.lost')} className={`${styles.bar} ${className}`}>
      <span>
        <Icon name="alert" size={16} />
        {seconds === undefined || seconds === 0
          ? text('connection.reconnecting')
          : text('connection.reconnectingIn', { seconds })}
      </span>
      <div className={styles.rest}>
        {isRefused && <span>{text('connection.refused')}</span>}
        {pending > 0 && (
          <span className={isStorageKept ? styles.pending : undefined}>
            {text(isStorageKept ? 'connection.pending' : 'connection.pendingNotKept', { count: pending })}
          </span>
        )}
        <button type="button" onClick={() => client.tryNow()}>
          {text('connection.tryNow')}
        </button>
      </div>
    </section>
  );
};
