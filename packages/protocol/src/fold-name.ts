/** What shows nothing by itself: zero-width, joiners, fillers, variation selectors. */
const everyInvisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The form under which a name is unique: without regard to case, to compatibility forms (`ｎａｍｅ`), or to what cannot be seen.
 * Down, up and down again: `ẞ` must meet `ss`, and every sigma the others.
 */
export const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(everyInvisible, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .trim();
