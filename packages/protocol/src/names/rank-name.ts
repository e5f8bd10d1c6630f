import { readingsOf } from './pinyin.ts';
import { searchForm } from './search-form.ts';

const hasHan = /\p{Script=Han}/u;

/** Whether the characters from one on are read so: all by whole syllables, of which the last may be cut short, or all by initials. */
function isRead(readings: readonly (readonly string[])[], from: number, wanted: string): boolean {
  const isInitials = [...wanted].every((letter, index) =>
    readings[from + index]?.some((syllable) => syllable.startsWith(letter)),
  );
  if (isInitials) return true;
  // How much of what is wanted the characters so far can spell.
  let spelt = new Set([0]);
  for (let index = from; index < readings.length && spelt.size > 0; index += 1) {
    const further = new Set<number>();
    for (const length of spelt)
      for (const syllable of readings[index] ?? []) {
        const rest = wanted.slice(length);
        if (syllable.startsWith(rest)) return true;
        if (rest.startsWith(syllable)) further.add(length + syllable.length);
      }
    spelt = further;
  }
  return false;
}

/**
 * How well a name answers a query; 0 when it does not. Exact, then from its beginning, from the beginning of a word, by the words' initials (`ac` for Amelia Chen), by pinyin (whole syllables or
 * initials, in any reading: `xiaoming`, `xm` for 小明, `chongqing`, `cq` for 重庆), then anywhere. Case, accents and width do not matter. Cost: O(name).
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
    const readings = readingsOf(name);
    const at = readings.findIndex((_, from) => isRead(readings, from, squeezed));
    if (at >= 0) return at === 0 ? 50 : 30;
  }
  return text.includes(wanted) ? 40 : 0;
}
