import { limits } from '@rookery/protocol';

type GuestName = { readonly username: string; readonly displayName: string };

const reserved = /^[urdm]_/iu;

/**
 * What a person typed, as a name the server takes: a username has letters, digits, `_ . -` only, so `Amelia Chen` is
 * shown as typed and called `Amelia.Chen`. Undefined when nothing is left.
 */
export const guestName = (typed: string): GuestName | undefined => {
  const displayName = typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const username = [
    ...displayName
      .replace(/[\s·・]+/gu, '.')
      .replace(/[^\p{L}\p{M}\p{N}_.-]|\p{Default_Ignorable_Code_Point}/gu, '')
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .replace(reserved, (prefix) => prefix.replace('_', '.')),
  ]
    .slice(0, limits.usernameChars)
    .join('')
    .replace(/[._-]+$/u, '');
  if (username === '') return undefined;
  return { username, displayName: [...displayName].slice(0, limits.displayNameChars).join('') };
};

/** Another name to try when the first is taken: 小明 → 小明2, alice7 → alice8. */
export const nextName = (typed: string): string => {
  const number = /\d{1,6}$/u.exec(typed)?.[0];
  return number === undefined ? `${typed}2` : typed.slice(0, -number.length) + String(Number(number) + 1);
};
