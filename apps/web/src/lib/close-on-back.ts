import { phone, touch } from './media.ts';

/**
 * On a phone the system's back closes what floats, one thing at a time: each has an entry of its own in the browser's history, at the same
 * address. What is closed otherwise gives its entry back, or leaves it to what opens next.
 */
type Floating = { readonly id: string; readonly close: () => void };

let floating: readonly Floating[] = [];
let nextId = 1;
let isFollowed = false;
/** The browser goes back by itself from an entry that nothing stands on any more; it says so by `popstate`, later. */
let isGivingBack = false;

const entry = (): string | undefined => {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'over' in state ? String(state.over) : undefined;
};

const isLeftOver = (): boolean => entry() !== undefined && !floating.some(({ id }) => id === entry());

/** Once at a time: two that close together have one entry to give back, and a second step would leave the room. */
const giveBack = (): void => {
  if (isGivingBack || !isLeftOver()) return;
  isGivingBack = true;
  history.back();
};

const enter = (id: string): void => {
  const state: unknown = history.state;
  // The unpatched methods: this is no navigation.
  History.prototype[isLeftOver() ? 'replaceState' : 'pushState'].call(
    history,
    { ...(typeof state === 'object' ? state : {}), over: id },
    '',
  );
};

const follow = (): void => {
  if (isFollowed) return;
  isFollowed = true;
  addEventListener('popstate', () => {
    const top = floating.at(-1);
    if (isGivingBack) {
      isGivingBack = false;
      // What opened meanwhile has no entry yet.
      if (top && entry() !== top.id) enter(top.id);
    } else if (top && entry() !== top.id) {
      top.close();
      return;
    }
    // Of something that was closed by going elsewhere.
    giveBack();
  });
};

/** From now on back closes it. To be called when it opens; what is returned, when it has closed. */
export const closeOnBack = (close: () => void): (() => void) => {
  if (!matchMedia(`${phone}, ${touch}`).matches) return () => undefined;
  follow();
  const id = `${Date.now()}-${nextId}`;
  nextId += 1;
  if (!isGivingBack) enter(id);
  floating = [...floating, { id, close }];
  return () => {
    floating = floating.filter((one) => one.id !== id);
    setTimeout(giveBack);
  };
};
