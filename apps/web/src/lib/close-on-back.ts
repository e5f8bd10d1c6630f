import { phone, touch } from './media.ts';

/**
 * On a phone the system's back closes what floats, one thing at a time: each has an entry of its own in the browser's history, at the same
 * address. What is closed otherwise gives its entry back, or leaves it to what opens next.
 */
type Floating = { readonly id: string; readonly close: () => void };

let floating: readonly Floating[] = [];
let nextId = 1;
let isFollowed = false;

const entry = (): string | undefined => {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'over' in state ? String(state.over) : undefined;
};

const isLeftOver = (): boolean => entry() !== undefined && !floating.some(({ id }) => id === entry());

const follow = (): void => {
  if (isFollowed) return;
  isFollowed = true;
  addEventListener('popstate', () => {
    const top = floating.at(-1);
    if (top && entry() !== top.id) top.close();
    // Of something that was closed by going elsewhere.
    else if (isLeftOver()) history.back();
  });
};

/** From now on back closes it. To be called when it opens; what is returned, when it has closed. */
export const closeOnBack = (close: () => void): (() => void) => {
  if (!matchMedia(`${phone}, ${touch}`).matches) return () => undefined;
  follow();
  const id = `${Date.now()}-${nextId}`;
  nextId += 1;
  const state: unknown = history.state;
  // The unpatched methods: this is no navigation.
  History.prototype[isLeftOver() ? 'replaceState' : 'pushState'].call(
    history,
    { ...(typeof state === 'object' ? state : {}), over: id },
    '',
  );
  floating = [...floating, { id, close }];
  return () => {
    floating = floating.filter((one) => one.id !== id);
    setTimeout(() => isLeftOver() && history.back());
  };
};
