import { insist, loadLater } from '../shell/lazy-part.tsx';
import type { complete } from './completions.ts';
import type { findTrigger } from './find-trigger.ts';

type Completing = { readonly complete: typeof complete; readonly findTrigger: typeof findTrigger };

let parts: Completing | undefined;

const load = async (): Promise<void> => {
  const [{ complete }, { findTrigger }] = await Promise.all([import('./completions.ts'), import('./find-trigger.ts')]);
  parts = { complete, findTrigger };
};
loadLater(load);

/** What finds completions, fetched after the first screen; undefined until it is there, when `then` is called if it is given. */
export const completing = (then?: () => void): Completing | undefined => {
  if (!parts && then) void insist(load).then(then);
  return parts;
};
