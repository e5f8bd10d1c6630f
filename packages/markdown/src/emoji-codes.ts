import type { Token } from './ast.ts';
import { characterAt, characterBefore, isCjk, isSpacedLetter } from './characters.ts';
import type { Work } from './work.ts';

/** `:tada:`, and `:tada::+1:`. */
const codes = /(?::[a-z0-9_+-]{1,64}:)+/iy;
const oneCode = /:([a-z0-9_+-]{1,64}):/gi;

/**
 * What may stand beside a code that stands alone (MD-13): space, the marks around it, a bracket that holds it, a sentence's
 * punctuation, a picture. Not what joins parts into one word, key, path or address: `root:x:0`, `[::1]:100:`, `"k":x:`.
 */
const mayPrecede =
  /[\s*~|_([{（【「『《“‘,.!?;…—，。！？；、）】」』》”’\p{Extended_Pictographic}\p{Variation_Selector}]/u;
const mayFollow = /[\s*~|_)\]}）】」』》”’,.!?;…—，。！？；、（【「『《“‘\p{Extended_Pictographic}]/u;
/** `:x:.com`, `:x:_name`: what follows goes on. */
const goesOn = /[.,_][\p{L}\p{N}]/uy;

const standsAlone = (source: string, start: number, end: number): boolean => {
  const before = characterBefore(source, start);
  if (before !== '' && !isCjk(before) && !mayPrecede.test(before)) return false;
  if (before === '_' && isSpacedLetter(characterBefore(source, start - 1))) return false;
  const after = characterAt(source, end);
  if (after !== '' && !isCjk(after) && !mayFollow.test(after)) return false;
  goesOn.lastIndex = end;
  return !goesOn.test(source);
};

/**
 * The emoji codes that begin at the colon `at`, and where they end; no tokens where they are part of something else. What they
 * mean is not known here. Undefined when no code begins here.
 */
export const readEmojiCodes = (
  source: string,
  at: number,
  work: Work,
): { readonly tokens: readonly Token[]; readonly end: number } | undefined => {
  codes.lastIndex = at;
  const found = codes.exec(source)?.[0];
  if (found === undefined) return undefined;
  work.steps += found.length;
  const end = at + found.length;
  if (!standsAlone(source, at, end)) return { tokens: [], end };
  return {
    tokens: [...found.matchAll(oneCode)].map(([raw, name = '']) => ({ type: 'emoji', name, raw })),
    end,
  };
};
