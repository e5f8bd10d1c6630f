const allHan = /^\p{Script=Han}+$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** What stands on a person's seal: the last character of a short Chinese name (张伟 → 伟), else up to two initials. */
export const sealGlyph = (name: string): string => {
  // What shows nothing is no initial; within an emoji it joins.
  const trimmed = name.trim().replace(/(?<=^|[\s._-])\p{Default_Ignorable_Code_Point}+/gu, '');
  const parts = graphemes(trimmed);
  const first = parts[0];
  if (first === undefined) return '?';
  if (allHan.test(trimmed)) return parts.length <= 4 ? (parts.at(-1) ?? first) : first;
  const words = trimmed.split(/[\s._-]+/u).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => graphemes(word)[0] ?? '');
  // Two Han initials would not fit the seal.
  if (initials.some((initial) => allHan.test(initial))) return initials[0] ?? first;
  return initials.join('').toLocaleUpperCase();
};
