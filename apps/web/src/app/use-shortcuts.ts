import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { isImeKey } from '../lib/ime.ts';
import type { Shell, Shortcut } from '../shell/feature.ts';
import { takeEarlyKeys } from '../shell/early-keys.ts';
import { isEditable, isOverlayOpen } from '../shell/focus.ts';
import { giveEarlyKeys } from '../shell/type-ahead.ts';

type Run = (shell: Shell) => void;

const merged = (parts: readonly (Readonly<Record<string, Run>> | undefined)[]): Readonly<Record<string, Run>> =>
  Object.assign({}, ...parts) as Record<string, Run>;

/**
 * Binds the keys that features bring, for as long as the shell is shown. None works while a dialog or menu is open, none that an input
 * method has taken. What one types outside of a field is meant for the composer.
 */
export const useShortcuts = (shortcuts: readonly Shortcut[], shell: () => Shell): void => {
  useEffect(() => {
    const everywhere = merged(shortcuts.map((shortcut) => shortcut.everywhere));
    const outsideFields = merged(shortcuts.map((shortcut) => shortcut.outsideFields));
    const act = (event: KeyboardEvent, run: Run) => {
      event.preventDefault();
      run(shell());
    };
    const stopBindings = tinykeys(
      window,
      Object.fromEntries(
        Object.entries(everywhere).map(([keys, run]) => [keys, (event: KeyboardEvent) => act(event, run)]),
      ),
      { ignore: (event) => event.defaultPrevented || isImeKey(event) || isOverlayOpen() },
    );

    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isOverlayOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isEditable(event.target)) return;
      const run = isImeKey(event) ? undefined : outsideFields[event.key];
      if (run) {
        act(event, run);
        return;
      }
      // Space and Enter press what has the focus.
      const presses = event.key === ' ' && event.target instanceof HTMLElement && event.target !== document.body;
      if (!presses && (isImeKey(event) || [...event.key].length === 1)) shell().pane?.compose();
    };
    window.addEventListener('keydown', onKeyDown);
    const early = takeEarlyKeys();
    if (early) {
      giveEarlyKeys(early);
      everywhere['$mod+k']?.(shell());
    }
    return () => {
      stopBindings();
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [shortcuts, shell]);
};
