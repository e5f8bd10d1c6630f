import type { Task } from '../domain/task.ts';
import type { Store } from '../ports/store.ts';

/** For a task that is ended at once. */
const leaseMs = 30_000;

/**
 * Gives up a parked task: it is revived, taken before a node takes it, and ended; of a conversation's log nothing is read that was there by then. `owed`: the rest of a step may not be given up; `taken`:
 * a node was faster, and tries it again.
 */
export async function dropTask(
  { tasks, log }: Pick<Store, 'tasks' | 'log'>,
  task: Task,
): Promise<'dropped' | 'owed' | 'taken'> {
  if (task.kind === 'owed') return 'owed';
  if (!(await tasks.revive(task))) return 'taken';
  if (task.kind === 'person') {
    const lease = await tasks.claim(task, leaseMs);
    return lease !== null && (await tasks.done(lease)) === 'done' ? 'dropped' : 'taken';
  }
  const lease = await tasks.claim(task, leaseMs);
  if (!lease) return 'taken';
  const [state] = await log.states([task.conversation]);
  if (state) {
    const { first: _, ...head } = state.head;
    if ((await tasks.move(lease, lease.cursor, head, leaseMs)) === 'lost') return 'taken';
  }
  return (await tasks.done(lease)) === 'lost' ? 'taken' : 'dropped';
}
