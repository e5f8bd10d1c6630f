import { useSyncExternalStore } from 'react';

const attentive = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** Whether the reader is looking: the tab is visible and the window has the focus. */
export const useAttention = (): boolean =>
  useSyncExternalStore((listener) => {
    addEventListener('focus', listener);
    addEventListener('blur', listener);
    document.addEventListener('visibilitychange', listener);
    return () => {
      removeEventListener('focus', listener);
      removeEventListener('blur', listener);
      document.removeEventListener('visibilitychange', listener);
    };
  }, attentive);

/** A dialog or popover is open: keys are for it. */
export const isOverlayOpen = (): boolean =>
  document.querySelector('dialog[open], [popover="auto"]:popover-open') !== null;

export const isEditable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
