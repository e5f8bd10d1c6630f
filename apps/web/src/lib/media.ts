import { useSyncExternalStore } from 'react';

/** Whether a media query holds, live. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );

export const phone = '(width < 640px)';
/** Too narrow for a list beside what belongs to it, next to the sidebar. */
export const narrow = '(width < 900px)';
export const touch = '(pointer: coarse)';
