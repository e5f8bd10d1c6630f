import { cell } from '../lib/cell.ts';

export const leavingKey = (conversation: string, seq: number): string => `${conversation} ${seq}`;

/** Messages that the reader has deleted and may still take back: they are shown as deleted at once. By `leavingKey`. */
export const leavingMessages = cell<ReadonlySet<string>>(new Set());
