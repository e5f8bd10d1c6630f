import type { Token } from './ast.ts';
import { isCjk } from './characters.ts';

const isQuoted = ({ raw }: Token): boolean => raw.charAt(1) === '[';

/**
 * The names that a mention or room token may stand for, longest first (MD-22). Chinese puts no space after a name: `@小明你好` parses to
 * the name `小明你好`, and only who knows the people can tell where it ends. So it may end beside any Han, kana or Hangul
 * character, never between a letter and its marks, and before `. _ -` at the end. Inside a word of another script it does
 * not: `@bobby` is no call for Bob. At most 80 (a token has 80 code points); a quoted name is one.
 */
export const possibleNames = (token: Token): readonly string[] => {
  const names = [token.name];
  if (isQuoted(token)) return names;
  const characters = [...token.name];
  const stem = [...token.name.replace(/(?<![._-])[._-]+$/, '')].length;
  for (let length = characters.length - 1; length > 0; length -= 1) {
    const next = characters[length] ?? '';
    if (/\p{M}/u.test(next)) continue;
    if (length === stem || isCjk(characters[length - 1] ?? '') || isCjk(next))
      names.push(characters.slice(0, length).join(''));
  }
  return names;
};

/** Splits a token after the longest name in it that `isKnown`. */
export const splitKnownName = (
  token: Token,
  isKnown: (name: string) => boolean,
): { readonly name: string; readonly rest: string } | undefined => {
  const name = possibleNames(token).find(isKnown);
  return name === undefined ? undefined : { name, rest: token.name.slice(name.length) };
};
