import { pinyinOf } from './pinyin.ts';
import { searchForm } from './search-form.ts';

const hasHan = /\p{Script=Han}/u;

/**
 * How well a name answers a query; 0 when it does not. Exact, then from its beginning, from the beginning of a word, by the words' initials (`ac` for Amelia Chen), by pinyin (whole syllables or
 * initials: `xiaoming`, `xm` for 小明), then anywhere. Case, accents and width do not matter. Cost: O(name).
 */
export function rankName(name: string, query: string): number {
  const wanted = searchForm(query.trim());
  if (wanted === '') return 1;
  const text = searchForm(name);
  if (text === wanted) return 100;
  if (text.startsWith(wanted)) return 80;
  const words = text.split(/[\s._\-/]+/u);
  if (words.some((word) => word.startsWith(wanted))) return 60;
  const squeezed = wanted.replaceAll(/\s+/gu, '');
  const firsts = words.map((word) => [...word][0] ?? '').join('');
  if ([...squeezed].length > 1 && firsts.startsWith(squeezed)) return 50;
  if (/^[a-z0-9]+$/u.test(squeezed) && hasHan.test(name)) {
    const syllables = pinyinOf(name);
    const [whole, initials] = [syllables.join(''), syllables.map(([first]) => first).join('')];
    if (whole.startsWith(squeezed) || initials.startsWith(squeezed)) return 50;
    if (whole.includes(squeezed) || initials.includes(squeezed)) return 30;
  }
  return text.includes(wanted) ? 40 : 0;
}
