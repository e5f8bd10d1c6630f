import { useSyncExternalStore } from 'react';

const lists = new Map<string, MediaQueryList>();

/** One for each query: a new one costs more than to ask it. */
const listOf = (query: string): MediaQueryList => {
  const known = lists.get(query) ?? matchMedia(query);
  lists.set(query, known);
  return known;
};

/** Whether a media query holds, live. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const list = listOf(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => listOf(query).matches,
  );

export const phone = '(width < 640px)';
/** Too narrow for a list beside what belongs to it, next to the sidebar. */
export const narrow = '(width < 900px)';
export const touch = '(pointer: coarse)';
