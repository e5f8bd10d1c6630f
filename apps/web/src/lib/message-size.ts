import { limits, utf8Bytes } from '@rookery/protocol';

/** From this share of the limit on it is worth saying. */
const nearlyFull = 0.9;

/**
 * About how many characters still fit into a message, below zero how many are too many; undefined while there is plenty of room. The
 * limit is in bytes, which nobody counts: a Han character has three, a picture four and more.
 */
export const charactersLeft = (text: string): number | undefined => {
  const { contentBytes } = limits;
  if (text.length * 3 < contentBytes * nearlyFull) return undefined;
  const content = text.length > contentBytes * 4 ? text : text.trim().normalize('NFC');
  const bytes = utf8Bytes(content);
  if (bytes <= contentBytes * nearlyFull) return undefined;
  const characters = [...content];
  if (bytes <= contentBytes) return Math.floor((contentBytes - bytes) / (bytes / characters.length));
  // As many as must go from the end, where one deletes.
  let over = bytes - contentBytes;
  let count = 0;
  while (over > 0 && count < characters.length) {
    count += 1;
    over -= utf8Bytes(characters[characters.length - count] ?? '');
  }
  return -count;
};
