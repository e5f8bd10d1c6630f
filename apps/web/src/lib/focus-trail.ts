/** What had the focus last with all that was around it then: what was chosen in a menu is gone when the dialog it opened closes. */
let trail: readonly HTMLElement[] = [];

const around = (element: Element | null): readonly HTMLElement[] => {
  const found: HTMLElement[] = [];
  for (let at = element; at; at = at.parentElement) if (at instanceof HTMLElement) found.push(at);
  return found;
};

const takesFocus = 'button, a[href], input, textarea, select, [tabindex]';

/** To the nearest thing around it that is still there. */
const focusNearest = (from: readonly HTMLElement[]): void => {
  const to = from.find((element) => element.isConnected && element.matches(takesFocus) && !element.closest('[inert]'));
  (to ?? document.querySelector<HTMLElement>('#composer, #main'))?.focus({ preventScroll: true });
};

/**
 * Goes on beside what had the focus when that is taken away: a button that is gone once pressed, a reaction taken back. Whoever works by
 * keyboard, or listens, stays where she was. What takes the focus itself as it appears comes first.
 */
const keepFocus = (): void => {
  const [last] = trail;
  if (last && !last.isConnected && document.activeElement === document.body) focusNearest(trail);
};

/** From now on. Dialogs are loaded later than what opens the first of them. */
export const followFocus = (): void => {
  addEventListener('focusin', () => (trail = around(document.activeElement)));
  // Rows come and go at every step of a scroll; what had the focus seldom goes.
  const changed = (): void => {
    if (document.activeElement === document.body) setTimeout(keepFocus);
  };
  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
};

/** Where the focus is now. What is returned puts it back: there, or to the nearest thing around it that is still there. */
export const rememberFocus = (): (() => void) => {
  const from = document.activeElement === document.body ? trail : around(document.activeElement);
  return () => focusNearest(from);
};
