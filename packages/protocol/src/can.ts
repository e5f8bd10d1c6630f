import type { Entry } from './shapes/entry.ts';
import type { Right } from './shapes/right.ts';

/** Whether the reader may do it there now, as the server has said. */
export const can = (entry: Pick<Entry, 'rights'> | undefined, right: Right): boolean =>
  entry?.rights?.includes(right) === true;
