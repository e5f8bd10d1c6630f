import type { TimelineView } from '@rookery/client';
import { useEffect, useState } from 'react';
import { Icon } from '../../design/Icon.tsx';
import { duration } from '../../lib/duration.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useMe } from '../../sdk/use-session.ts';
import styles from './Composer.module.css';

type Props = { readonly waitMs: number; readonly view: TimelineView };

/** That one has to wait here between two messages, and for how long still. What is sent too soon goes out by itself when the time has come. */
export const SlowModeBar = ({ waitMs, view }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const me = useMe();
  const [now, setNow] = useState(Date.now);
  const last = view.items.findLast(({ kind, message }) => kind === 'message' && message.user.id === me.id);
  const leftMs = last === undefined ? 0 : Math.min(waitMs, last.message.at + waitMs - now);
  const isWaiting = leftMs > 0;

  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  // A message of one's own begins the wait anew.
  useEffect(() => setNow(Date.now()), [last?.message.at]);

  return (
    <div className={styles.reply}>
      <Icon name="clock" size={16} />
      <span className={styles.rule}>
        {isWaiting
          ? text('composer.slowWait', { wait: duration(leftMs, locale) })
          : text('composer.slowMode', { wait: duration(waitMs, locale) })}
      </span>
    </div>
  );
};
