/** Letters that Unicode does not take apart, and what people without them on their keyboard type. */
const typedAs: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/**
 * The form in which names and queries are compared: without regard to case, accents (`zoe` finds Zoë, `ist` İstanbul), width (`ｒｅｌ` finds rel),
 * how letters are put together, or what cannot be seen. The marks of other scripts than Latin, Greek and Cyrillic are letters of theirs and stay.
 */
export const searchForm = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replaceAll(/[łøđðþıßæœ]/gu, (letter) => typedAs[letter] ?? letter);
