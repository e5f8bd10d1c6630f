import { chordOf } from '../lib/shortcut-key.ts';
import { insist, loadLater } from '../shell/lazy-part.tsx';
import type { closeUp } from './close-up.ts';
import type { complete } from './completions.ts';
import type { countEmoji } from '../emoji/usage.ts';
import type { findTrigger } from './find-trigger.ts';
import type { formatByKey } from './format-by-key.ts';
import type { pasteAsWritten } from './paste-as-written.ts';

type Completing = {
  readonly closeUp: typeof closeUp;
  readonly complete: typeof complete;
  readonly countEmoji: typeof countEmoji;
  readonly findTrigger: typeof findTrigger;
  readonly formatByKey: typeof formatByKey;
  readonly pasteAsWritten: typeof pasteAsWritten;
};

let parts: Completing | undefined;

const load = async (): Promise<void> => {
  parts = await import('./late.ts');
};
loadLater(load);

/** What finds completions, formats and pastes, fetched after the first screen; undefined until it is there, when `then` is called if it is given. */
export const completing = (then?: () => void): Completing | undefined => {
  if (!parts && then) void insist(load).then(then);
  return parts;
};

const formats = /^\$mod\+(?:[bie]|Shift\+[xl]|Alt\+Shift\+c)$/;

/** What a key does to what is written; true where it does something. One that is struck before that is loaded is kept for it. */
export const format = (area: HTMLTextAreaElement, event: KeyboardEvent): boolean => {
  if (parts) return parts.formatByKey(area, event);
  if (!formats.test(chordOf(event))) return false;
  completing(() => parts?.formatByKey(area, event));
  return true;
};
