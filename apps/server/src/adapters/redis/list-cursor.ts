import { unreadableCursor } from '../../domain/unreadable-cursor.ts';

/** Bytes of a place that fit into a cursor of 200 characters. */
const cursorBytes = 149;

/** Longer places are cut, and what begins the same is skipped: 0xff never occurs in a name. */
export const toCursor = (place: Buffer | undefined): string | null =>
  place === undefined
    ? null
    : (place.length > cursorBytes
        ? Buffer.concat([place.subarray(0, cursorBytes), Buffer.from([0xff])])
        : place
      ).toString('base64url');

/** Where a list goes on, as ZRANGEBYLEX has it. */
export function lowerEnd(cursor: string | undefined): Buffer {
  if (cursor === undefined) return Buffer.from('-');
  const place = Buffer.from(cursor, 'base64url');
  if (place.length === 0 || place.toString('base64url') !== cursor || !(place.includes(0) || place.at(-1) === 0xff))
    throw unreadableCursor();
  return Buffer.concat([Buffer.from('('), place]);
}
