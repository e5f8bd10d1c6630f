import { useEffect } from 'react';
import { isImeKey } from '../lib/ime.ts';
import { chordOf, isTyped } from '../lib/shortcut-key.ts';
import type { Shell, Shortcut } from '../shell/feature.ts';
import { takeEarlyKeys } from '../shell/early-keys.ts';
import { isEditable, isOverlayOpen } from '../shell/focus.ts';
import { giveEarlyKeys } from '../shell/type-ahead.ts';

type Run = (shell: Shell) => unknown;

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
    const onKeyDown = (event: KeyboardEvent) => {
      // What a browser fills in by itself comes as a key without a name.
      if (!event.key || event.defaultPrevented) return;
      const isIme = isImeKey(event);
      const chord = chordOf(event);
      const anywhere = isIme || isTyped(event) ? undefined : everywhere[chord];
      if (isOverlayOpen()) {
        // A second Ctrl+K must not be the browser's: what is typed next would go to its address bar.
        if (anywhere && chord.startsWith('$mod')) event.preventDefault();
        return;
      }
      if (anywhere) {
        act(event, anywhere);
        return;
      }
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      if (isEditable(event.target) || (hasModifier && !isTyped(event))) return;
      if (!isIme && outsideFields[event.key] && outsideFields[event.key]?.(shell()) !== false) {
        event.preventDefault();
        return;
      }
      // Space and Enter press what has the focus.
      const presses = event.key === ' ' && event.target instanceof HTMLElement && event.target !== document.body;
      if (!presses && (isIme || isTyped(event))) shell().pane?.compose();
    };
    window.addEventListener('keydown', onKeyDown);
    const early = takeEarlyKeys();
    if (early) {
      giveEarlyKeys(early);
      everywhere['$mod+k']?.(shell());
    }
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [shortcuts, shell]);
};
