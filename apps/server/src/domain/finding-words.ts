import { readingsOf, searchForm } from '@rookery/protocol';
import type { User } from '@rookery/protocol';

/** Of one person, and how long one may be, in characters. */
const mostWords = 24;
const wordChars = 24;
/** Of a name that can be read in several ways: so many readings, and so many ways to write their initials. */
const mostReadings = 6;
/** Characters of a name from which on it is found by what follows: a family name is not always what is known. */
const mostStarts = 3;

/** Entries of the index that one query looks at, and people that it answers. */
export const entriesAtOnce = 200;
export const namedAtOnce = 100;

/** Raised where the words of the same name become others: what is indexed by former ones is indexed anew. */
export const findingVersion = 1;

const cut = (word: string): string => Array.from(word).slice(0, wordChars).join('').trim();
const hasHan = /\p{Script=Han}/u;

/** Whom everybody finds, where the server has it so: whoever has an account that is neither deactivated nor deleted. */
export const isFound = ({ id, guest, deactivated, username }: User): boolean =>
  !guest && !deactivated && username !== id;

/**
 * What somebody is found by, where all people are searched: what she types who looks for her is the beginning of one of them. Names as they are compared, from their beginning and from
 * that of each word; initials of words; of Han characters pinyin, whole and by initials, in several readings. `rankName` has the last word.
 */
export function findingWords(user: User): string[] {
  if (!isFound(user)) return [];
  const names = [user.displayName, user.username];
  const found = new Set<string>();
  const add = (word: string): void => {
    const short = cut(word);
    if (short !== '' && found.size < mostWords) found.add(short);
  };
  for (const name of names) add(searchForm(name));
  for (const name of names) if (hasHan.test(name)) for (const reading of readings(name)) add(reading);
  for (const name of names) {
    const text = searchForm(name);
    const starts = [...text.matchAll(/(?<=[\s._\-/])[^\s._\-/]/gu)].map(({ index }) => index);
    if (starts.length > 0) add([0, ...starts].map((at) => [...text.slice(at)][0] ?? '').join(''));
    for (const at of starts.slice(0, mostStarts)) add(text.slice(at));
    const characters = [...text];
    for (let at = 1; at <= mostStarts && at < characters.length; at += 1)
      if (hasHan.test(`${characters[at - 1]}${characters[at]}`)) add(characters.slice(at).join(''));
  }
  return [...found];
}

/** All of it, in several readings; then from each of the next characters on, in the usual one. */
function readings(name: string): string[] {
  const syllables = readingsOf(name);
  const usual = syllables.map(([first = '']) => first);
  const all = [spelt(syllables), spelt(syllables.map((some) => [...new Set(some.map(initial))]))].flat();
  for (let at = 1; at <= mostStarts && at < usual.length; at += 1) {
    // Within letters nothing begins.
    if (`${usual[at - 1]}${usual[at]}`.length === 2) continue;
    all.push(usual.slice(at).join(''), usual.slice(at).map(initial).join(''));
  }
  return all;
}

const initial = (syllable: string): string => [...syllable][0] ?? '';

function spelt(syllables: readonly (readonly string[])[]): string[] {
  let so: string[] = [''];
  for (const some of syllables)
    so = so.flatMap((before) => some.map((syllable) => before + syllable)).slice(0, mostReadings);
  return so;
}

/** What the words of those who are looked for begin with; none where nothing was typed. */
export function wantedBeginnings(query: string): string[] {
  const wanted = searchForm(query.trim());
  return [...new Set([cut(wanted), cut(wanted.replaceAll(/\s+/gu, ''))])].filter((word) => word !== '');
}
