import type { Position } from '@rookery/protocol';
import type { DueHints } from '../../domain/due-hints.ts';
import { newWord } from '../../domain/new-id.ts';
import { positionText } from '../../domain/task.ts';
import type { Task } from '../../domain/task.ts';
import type { Lease, Tasks } from '../../ports/tasks.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedTasks = (threads: SqliteThreads, hints: DueHints): Tasks => ({
  setInterest: (conversation, consumer, from) => threads.call('setInterest', conversation, consumer, from),
  clearInterest: (conversation, consumer) => threads.call('clearInterest', conversation, consumer),
  addWork: (work) => threads.call('addWork', work),
  onDue: (listener) => hints.listen(listener),
  sweep: (consumers, limit) => threads.call('sweepTasks', consumers, limit),
  claim: async <Of extends Task>(task: Of, leaseMs: number): Promise<Lease<Of> | null> => {
    const token = newWord();
    const claimed = await threads.call('claimTask', task, token, leaseMs);
    if (claimed === null) return null;
    // A conversation has a cursor from the moment at which the bit is set; the database holds what `positionText` made.
    const cursor = (claimed.cursor === null ? null : (JSON.parse(claimed.cursor) as Position)) as Lease<Of>['cursor'];
    return { task, token, failures: claimed.failures, cursor };
  },
  move: ({ task, token }, from, to, leaseMs) =>
    threads.call('moveCursor', task, token, positionText(from), positionText(to), leaseMs),
  done: ({ task, token }) => threads.call('taskDone', task, token),
  failed: ({ task, token }, reason, then) => threads.call('taskFailed', task, token, reason, then),
  release: ({ task, token }, inMs = 0) => threads.call('releaseTask', task, token, inMs),
  parked: (limit) => threads.call('parkedTasks', limit),
  revive: (task) => threads.call('reviveTask', task),
  parkOverdue: (overdueMs, reason) => threads.call('parkOverdue', overdueMs, reason),
});
