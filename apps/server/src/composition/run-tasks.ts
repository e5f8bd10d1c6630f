import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Store } from '../ports/store.ts';
import type { Consumer } from '../tasks/consumer.ts';
import { TaskRunner } from '../tasks/task-runner.ts';
import type { MakeConsumers } from './shipped-consumers.ts';

/** Starts what acts on tasks on this node, where the operator can see it. `own`: consumers that need more than a store. */
export function runTasks(
  store: Store,
  blobs: Blobs,
  makeConsumers: MakeConsumers,
  own: readonly Consumer[],
  metrics: Metrics,
  log: Log,
): TaskRunner {
  const runner = new TaskRunner({
    tasks: store.tasks,
    log: store.log,
    consumers: [...makeConsumers(store, blobs), ...own],
    ended: (consumer, outcome) => metrics.taskRuns.inc({ consumer, outcome }),
    failed: (failure) => log.warn({ event: 'task.failed', ...failure }),
  });
  metrics.showTasks(runner);
  return runner;
}
