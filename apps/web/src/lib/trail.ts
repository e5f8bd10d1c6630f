import { withinBase } from './base-path.ts';

/** Where one came from, kept with each entry of the browser's history: so that the app's own back is the system's where it can be. */

const now = (): string => withinBase(location.pathname) ?? '/';
let here = typeof location === 'undefined' ? '/' : now();

/** The router announces its navigations on the window. */
export const followTrail = (): void => {
  addEventListener('pushState', () => {
    const from = here;
    here = now();
    // The unpatched method: this is no navigation.
    History.prototype.replaceState.call(history, { from }, '');
  });
  for (const name of ['replaceState', 'popstate']) {
    addEventListener(name, () => {
      here = now();
    });
  }
};

const before = (): unknown => {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'from' in state ? state.from : undefined;
};

/** Whether the entry before this one is that place. */
export const cameFrom = (path: string): boolean => before() === path;

/** Whether the entry before this one is a place of the app. */
export const cameFromWithin = (): boolean => before() !== undefined;
