import { cell } from '../lib/cell.ts';

/** The invitation by whose link somebody is coming in just now: what she came for is done when she is in, without another question. */
export const arrival = cell<string | undefined>(undefined);
