import { limits, utf8Bytes } from '@rookery/protocol';

const { contentBytes } = limits;

/**
 * How many bytes a message may still grow; undefined while that is far. Counted only
 * where it may matter: a UTF-16 unit is at most three bytes.
 */
export const bytesLeft = (value: string): number | undefined => {
  if (value.length * 3 < contentBytes * 0.9) return undefined;
  const left = contentBytes - utf8Bytes(value.trim());
  return left < contentBytes * 0.1 ? left : undefined;
};
