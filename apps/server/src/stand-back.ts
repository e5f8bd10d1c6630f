import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

/**
 * For a command that runs beside a server: whoever is served by the same cores goes first. Linux knows priorities of threads, not of processes, and the threads that collect garbage and compile are
 * there already: left as they are, they would take the cores of those who are served. Later threads have the priority of the one that starts them.
 */
export function standBack(): void {
  const priority = Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW);
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0];
  for (const thread of threads) setPriority(thread, priority);
}
