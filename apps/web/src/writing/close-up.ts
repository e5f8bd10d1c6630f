import { replaceRange } from '../lib/replace-range.ts';

/** What no blank stands before. `:` may begin an emoji. */
const closes = /^[，。、；：！？）》」』”’…,.;!?)\]]$/u;

/**
 * Takes away the blank that came with a picked name where a sign that needs none was typed right behind it: `@小明 ，` is `@小明，`. `picked` is where
 * the caret stood then; answers where it is waited for from now on, -1 where it is over.
 */
export const closeUp = (area: HTMLTextAreaElement, picked: number): number => {
  const { value, selectionStart: caret } = area;
  if (caret === picked || picked < 1) return picked;
  if (caret === picked + 1 && value[picked - 1] === ' ' && closes.test(value[picked] ?? ''))
    replaceRange(area, picked - 1, caret, value[picked] ?? '');
  return -1;
};
