import type { Head } from './shapes/position.ts';

/** How many messages after a read mark there are: those before `first` do not count. */
export const unreadAfter = (head: Pick<Head, 'seq' | 'first'>, read: number): number =>
  Math.max(0, head.seq - Math.max(read, head.first - 1));
