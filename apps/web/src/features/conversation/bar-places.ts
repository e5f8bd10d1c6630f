import { cell } from '../../lib/cell.ts';

/** Where the bar of a lost connection can stand without covering anything, by id; it stands in the last. */
export const barPlaces = cell<readonly string[]>([]);
