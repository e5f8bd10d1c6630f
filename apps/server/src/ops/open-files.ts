import { readFileSync } from 'node:fs';

/** Files of a process that are no connections of clients: the store's, the program's, the log's. */
const filesBesideConnections = 500;

/** How many connections a process may have open, of `asked`, as the system limits its open files; where it does not say, as many as are asked for. */
export function openConnections(asked: number, limitsFile = '/proc/self/limits'): number {
  let text: string;
  try {
    text = readFileSync(limitsFile, 'utf8');
  } catch {
    return asked;
  }
  const files = Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Infinity);
  return Math.max(1, Math.min(asked, files - filesBesideConnections));
}
