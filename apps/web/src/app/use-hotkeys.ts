import { useEffect, useRef } from 'react';
import { tinykeys } from 'tinykeys';
import { isImeKey } from '../lib/ime.ts';
import { isEditable, isOverlayOpen } from './focus.ts';

export type Hotkeys = {
  readonly switcher: () => void;
  readonly help: () => void;
  /** To the next conversation in the sidebar, or the next unread one. */
  readonly step: (by: 1 | -1, onlyUnread: boolean) => void;
  readonly landmark: (by: 1 | -1) => void;
  readonly escape: () => void;
  readonly firstUnread: () => void;
  readonly latest: () => void;
  readonly compose: () => void;
};

/** The keys that work everywhere. None while a dialog or menu is open, none that an input method has taken. */
export const useHotkeys = (hotkeys: Hotkeys): void => {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });

  useEffect(() => {
    const on = (run: (keys: Hotkeys) => void) => (event: KeyboardEvent) => {
      event.preventDefault();
      run(latest.current);
    };
    const stopBindings = tinykeys(
      window,
      {
        '$mod+k': on((keys) => keys.switcher()),
        '$mod+/': on((keys) => keys.help()),
        'Alt+ArrowUp': on((keys) => keys.step(-1, false)),
        'Alt+ArrowDown': on((keys) => keys.step(1, false)),
        'Alt+Shift+ArrowUp': on((keys) => keys.step(-1, true)),
        'Alt+Shift+ArrowDown': on((keys) => keys.step(1, true)),
        F6: on((keys) => keys.landmark(1)),
        'Shift+F6': on((keys) => keys.landmark(-1)),
        'Shift+PageUp': on((keys) => keys.firstUnread()),
      },
      { ignore: (event) => event.defaultPrevented || isImeKey(event) || isOverlayOpen() },
    );

    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isOverlayOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape' && !isImeKey(event)) {
        latest.current.escape();
        return;
      }
      if (isEditable(event.target)) return;
      if (event.key === 'End' && !isImeKey(event)) {
        latest.current.latest();
        return;
      }
      if (event.key === '?') {
        event.preventDefault();
        latest.current.help();
        return;
      }
      // Space and Enter press what has the focus; anything else one types is meant for the composer.
      const presses = event.key === ' ' && event.target instanceof HTMLElement && event.target !== document.body;
      if (!presses && (isImeKey(event) || [...event.key].length === 1)) latest.current.compose();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      stopBindings();
      window.removeEventListener('keydown', onKeyDown);
    };
  }, []);
};
