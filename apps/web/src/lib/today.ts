import { useSyncExternalStore } from 'react';
import { cell } from './cell.ts';

const start = (): number => new Date().setHours(0, 0, 0, 0);

const today = cell(start());
let timer: ReturnType<typeof setTimeout> | undefined;

const wait = (): void => {
  const midnight = new Date();
  midnight.setHours(24, 0, 1, 0);
  timer = setTimeout(() => {
    today.set(start());
    wait();
  }, midnight.getTime() - Date.now());
};

/** The start of the current day; re-renders at midnight, when today's line becomes yesterday's. */
export const useToday = (): number =>
  useSyncExternalStore((listener) => {
    if (timer === undefined) wait();
    // A laptop that slept through midnight.
    const woke = () => today.set(start());
    document.addEventListener('visibilitychange', woke);
    const stop = today.subscribe(listener);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', woke);
    };
  }, today.get);
