import type { Person } from '@rookery/client';
import { useEffect, useState } from 'react';

/** Timers hold no more: what ends later than that is not waited for. */
const longestMs = 2 ** 31 - 1;

/** What somebody says of herself for a while; undefined from the moment on when that is over. */
export const useStatus = ({ status }: Person): Person['status'] => {
  const until = status?.until;
  const [endedAt, setEndedAt] = useState<number>();
  useEffect(() => {
    const leftMs = (until ?? Infinity) - Date.now();
    if (leftMs > longestMs) return;
    const timer = setTimeout(() => setEndedAt(until), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, [until]);
  return until !== undefined && endedAt === until ? undefined : status;
};
