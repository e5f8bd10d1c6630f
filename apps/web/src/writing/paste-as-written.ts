import { replaceRange } from '../lib/replace-range.ts';
import { insist } from '../shell/lazy-part.tsx';

const address = /^https?:\/\/\S+$/iu;
/** Elements that say more than their text does. What a code editor copies has none: its text is right as it is. */
const meaning = /<(?:a\s|b[\s>]|strong|i[\s>]|em[\s>]|del|s[\s>]|strike|code|pre|ul|ol|blockquote|h[1-6]|table)/iu;
/** A page of a book is long enough. */
const longestHtml = 400_000;

/**
 * Pastes what is more than text. An address over chosen words makes them a link; formatted text comes as what one would have typed for it. False: the
 * browser pastes the text, as with Ctrl+Shift+V, for which it offers nothing else.
 */
export const pasteAsWritten = (area: HTMLTextAreaElement, data: DataTransfer): boolean => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = data.getData('text/plain').trim();
  const chosen = value.slice(start, end);
  if (address.test(words)) {
    if (chosen.trim() === '' || chosen.includes('\n') || address.test(chosen)) return false;
    replaceRange(area, start, end, `[${chosen.replace(/[[\]\\]/gu, '\\$&')}](${words})`);
    return true;
  }
  const html = data.getData('text/html');
  if (words === '' || html.length > longestHtml || !meaning.test(html)) return false;
  void insist(() => import('./markdown-of.ts')).then(({ markdownOf }) => {
    // Whoever has typed on meanwhile goes on there.
    replaceRange(area, area.selectionStart, area.selectionEnd, markdownOf(html) || words);
  });
  return true;
};
