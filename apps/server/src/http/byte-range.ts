/** First and last byte, both included. */
export type ByteRange = { readonly from: number; readonly to: number };

/**
 * The part of a file of `bytes` bytes that `Range: bytes=…` asks for; null for all of it: also where the header is none, or asks for several parts, as RFC 9110
 * allows. `beyond`: there is nothing in it.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | 'beyond' | null {
  const [, first = '', last = ''] = /^bytes=[ \t]*(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'beyond' : { from: bytes - length, to: bytes - 1 };
  }
  const from = Number(first);
  const to = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (from >= bytes) return 'beyond';
  return from > to ? null : { from, to };
}
