/**
 * Pinyin initials without a dictionary: Han characters collate by pinyin under zh, so a character's initial is found
 * between 23 boundary characters (the first of each letter). Characters with several readings get their usual one.
 */
const boundaries: readonly (readonly [letter: string, first: string])[] = [
  ['a', '阿'],
  ['b', '八'],
  ['c', '嚓'],
  ['d', '哒'],
  ['e', '妸'],
  ['f', '发'],
  ['g', '旮'],
  ['h', '哈'],
  ['j', '讥'],
  ['k', '咔'],
  ['l', '垃'],
  ['m', '妈'],
  ['n', '拿'],
  ['o', '噢'],
  ['p', '妑'],
  ['q', '七'],
  ['r', '呥'],
  ['s', '仨'],
  ['t', '他'],
  ['w', '穵'],
  ['x', '夕'],
  ['y', '丫'],
  ['z', '匝'],
];

const han = /\p{Script=Han}/u;
let collator: Intl.Collator | undefined;

const initialOf = (character: string): string => {
  collator ??= new Intl.Collator('zh-Hans-CN-u-co-pinyin');
  let letter = '';
  for (const [candidate, first] of boundaries) {
    if (collator.compare(character, first) < 0) break;
    letter = candidate;
  }
  return letter;
};

/** `发布公告 v2` → `fbggv2`: the initials of the Han characters, and whatever else there is, without spaces. */
export const pinyinInitials = (text: string): string =>
  Array.from(text.toLowerCase(), (character) =>
    han.test(character) ? initialOf(character) : /[\p{L}\p{N}]/u.test(character) ? character : '',
  ).join('');
