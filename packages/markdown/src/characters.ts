const letter = /[\p{L}\p{N}\p{M}]/u;
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** The code point that ends just before `at`; empty at the start of the text. */
export const characterBefore = (source: string, at: number): string => {
  const unit = source.charAt(at - 1);
  const isLowSurrogate = unit >= '\udc00' && unit <= '\udfff';
  return isLowSurrogate && at > 1 ? source.slice(at - 2, at) : unit;
};

/** The code point that starts at `at`; empty at the end of the text. */
export const characterAt = (source: string, at: number): string => {
  const codePoint = source.codePointAt(at);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
};

/** Whitespace of any script (U+3000 too); the edge of the text counts as whitespace. */
export const isSpace = (character: string): boolean => character === '' || /\s/.test(character);

/** Letters and digits of any script, and `_`. */
export const isWord = (character: string): boolean => character === '_' || letter.test(character);

/** A letter of a script that puts no spaces between words. */
export const isCjk = (character: string): boolean => cjk.test(character);

/** A letter of a script that puts spaces between words. Han and kana do not, so there a mark may sit between letters. */
export const isSpacedLetter = (character: string): boolean => letter.test(character) && !cjk.test(character);
