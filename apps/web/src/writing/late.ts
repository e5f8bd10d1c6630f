// What helps to write, in one chunk that is loaded after the first screen.

export { closeUp } from './close-up.ts';
export { complete } from './completions.ts';
export { countEmoji } from '../emoji/usage.ts';
export { findTrigger } from './find-trigger.ts';
export { formatByKey } from './format-by-key.ts';
export { pasteAsWritten } from './paste-as-written.ts';
