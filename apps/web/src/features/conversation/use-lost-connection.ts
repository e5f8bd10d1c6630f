import { useEffect, useMemo, useState } from 'react';
import { useConnection } from '../../sdk/use-connection.ts';

/** A hiccup shorter than this goes unmentioned. */
const silentMs = 2_000;
const tickMs = 1_000;

/** The client counts in the time of day; the wait is shown by a clock that nobody sets. */
const onPageClock = (at: number): number => at - Date.now() + performance.now();

type Lost = {
  readonly isRefused: boolean;
  /** Until the next try; undefined where none is planned. */
  readonly seconds: number | undefined;
};

/** What there is to say of a lost connection; undefined while all is well, and for a while after. */
export const useLostConnection = (): Lost | undefined => {
  const connection = useConnection();
  const [now, setNow] = useState(() => performance.now());
  const isDown = connection.state === 'reconnecting';
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
  if (!isDown || now - lostAt < silentMs) return undefined;
  return {
    isRefused: connection.refused === true,
    seconds: retryAt === null ? undefined : Math.max(0, Math.ceil((retryAt - now) / 1_000)),
  };
};
