import { useEffect, useMemo, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useConnection } from '../../sdk/use-connection.ts';
import { useWaiting } from '../../sdk/use-outbox.ts';
import { Icon } from '../../design/Icon.tsx';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { useText } from '../../locales/text.ts';
import styles from './ConnectionBar.module.css';

/** A hiccup shorter than this goes unmentioned. */
const silentMs = 2_000;
const tickMs = 1_000;

/** The client counts in the time of day; the wait is shown by a clock that nobody sets. */
const onPageClock = (at: number): number => at - Date.now() + performance.now();

/** Says in words that the connection is gone, when the next try is, and what waits to be sent. Nothing while all is well. */
export const ConnectionBar = () => {
  const text = useText();
  const client = useClient();
  const connection = useConnection();
  const pending = useWaiting();
  const [now, setNow] = useState(() => performance.now());
  const isDown = connection.state === 'reconnecting';
  const isRefused = isDown && connection.refused === true;
  // Once for each state: the time of day may be set meanwhile.
  const { lostAt, retryAt } = useMemo(
    () =>
      connection.state === 'reconnecting'
        ? { lostAt: onPageClock(connection.since), retryAt: connection.retryAt && onPageClock(connection.retryAt) }
        : { lostAt: 0, retryAt: null },
    [connection],
  );
  useEffect(() => {
    if (!isDown) return;
    const tick = () => setNow(performance.now());
    tick();
    const timer = setInterval(tick, tickMs);
    const soon = setTimeout(tick, silentMs + 20);
    return () => {
      clearInterval(timer);
      clearTimeout(soon);
    };
  }, [isDown]);

  const isShown = isDown && now - lostAt >= silentMs;
  const seconds = retryAt === null ? undefined : Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <>
      <div role="status" className="visually-hidden">
        {isShown ? text(isRefused ? 'connection.refused' : 'connection.lost') : ''}
      </div>
      {isShown && (
        <div className={styles.bar}>
          <span>
            <Icon name="alert" size={16} />
            {seconds === undefined || seconds === 0
              ? text('connection.reconnecting')
              : text('connection.reconnectingIn', { seconds })}
          </span>
          {isRefused && <span>{text('connection.refused')}</span>}
          {pending > 0 && (
            <span>{text(isStorageKept ? 'connection.pending' : 'connection.pendingNotKept', { count: pending })}</span>
          )}
          <button type="button" onClick={() => client.tryNow()}>
            {text('connection.tryNow')}
          </button>
        </div>
      )}
    </>
  );
};
