import { useEffect, useState } from 'react';
import { useChat, useConnection, usePending } from '../../chat/ChatContext.ts';
import { Icon } from '../../design/Icon.tsx';
import { useText } from '../../locales/text.ts';
import styles from './ConnectionBar.module.css';

/** A hiccup shorter than this goes unmentioned. */
const silentMs = 2_000;
const tickMs = 1_000;

/** Says in words that the connection is gone, when the next try is, and what waits to be sent. Nothing while all is well. */
export const ConnectionBar = () => {
  const text = useText();
  const chat = useChat();
  const connection = useConnection();
  const pending = usePending();
  const [now, setNow] = useState(() => performance.now());
  const isDown = connection.state === 'reconnecting';
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

  const isShown = isDown && now - connection.sinceMs >= silentMs;
  const seconds =
    isDown && connection.nextTryAtMs !== undefined
      ? Math.max(0, Math.ceil((connection.nextTryAtMs - now) / 1_000))
      : undefined;
  return (
    <>
      <div role="status" className="visually-hidden">
        {isShown ? text('connection.lost') : ''}
      </div>
      {isShown && (
        <div className={styles.bar}>
          <span>
            <Icon name="alert" size={16} />
            {seconds === undefined || seconds === 0
              ? text('connection.reconnecting')
              : text('connection.reconnectingIn', { seconds })}
          </span>
          {pending > 0 && <span>{text('connection.pending', { count: pending })}</span>}
          <button type="button" onClick={chat.reconnectNow}>
            {text('connection.tryNow')}
          </button>
        </div>
      )}
    </>
  );
};
