import { phone } from '../lib/media.ts';
import { cameFromWithin } from '../lib/trail.ts';

/** A finger that begins so near the edge means the way back. */
const edgePx = 28;
const backPx = 64;
const slackPx = 40;
/** Less is the browser's own bar, which comes and goes. */
const keyboardPx = 120;

/** From the edge where lines begin inwards: one step back, as the system's own, of what floats, the panel or the room. */
const followEdge = (): (() => void) => {
  let from: { readonly x: number; readonly y: number } | undefined;
  const across = (x: number): number => (document.documentElement.dir === 'rtl' ? innerWidth - x : x);
  const down = ({ pointerType, isPrimary, clientX, clientY }: PointerEvent): void => {
    const isEdge = pointerType === 'touch' && isPrimary && across(clientX) <= edgePx && matchMedia(phone).matches;
    from = isEdge ? { x: across(clientX), y: clientY } : undefined;
  };
  const move = ({ clientX, clientY }: PointerEvent): void => {
    if (!from) return;
    if (Math.abs(clientY - from.y) > slackPx) from = undefined;
    else if (across(clientX) - from.x >= backPx) {
      from = undefined;
      if (cameFromWithin() || history.state?.over !== undefined) history.back();
      // Opened at this address: the list is what lies behind.
      else document.querySelector<HTMLElement>('#panel [data-back], #main [data-back]')?.click();
    }
  };
  const over = (): void => {
    from = undefined;
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: over, pointercancel: over } as const;
  for (const [name, listener] of Object.entries(listeners))
    document.addEventListener(name, listener as (event: Event) => void);
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      document.removeEventListener(name, listener as (event: Event) => void);
  };
};

/** Where the keyboard lies over the page instead of making it smaller, the app ends above it. */
const followKeyboard = (): (() => void) => {
  const seen = visualViewport;
  if (!seen) return () => undefined;
  const fit = (): void => {
    const isCovered = seen.scale === 1 && innerHeight - seen.height > keyboardPx;
    document.documentElement.style.setProperty('--seen', isCovered ? `${Math.round(seen.height)}px` : '100dvh');
    // The browser has moved the page to show the field: all of the app is in view again.
    if (isCovered) scrollTo(0, 0);
  };
  seen.addEventListener('resize', fit);
  return () => {
    seen.removeEventListener('resize', fit);
    document.documentElement.style.removeProperty('--seen');
  };
};

/** What a phone does that a page must answer to. Returns what ends it. */
export const followPhone = (): (() => void) => {
  const stops = [followEdge(), followKeyboard()];
  return () => {
    for (const stop of stops) stop();
  };
};
