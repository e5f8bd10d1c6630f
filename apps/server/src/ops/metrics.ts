import { consumerNames } from '../domain/consumers.ts';
import type { ConsumerName } from '../domain/consumers.ts';
import type { TaskCounts } from '../ports/tasks.ts';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Every metric of a node. Labels are bounded sets: never a room, never a user. */
export class Metrics {
  readonly registry = new Registry();

  readonly connections = new Gauge({
    name: 'rookery_connections',
    help: 'Open sockets.',
    registers: [this.registry],
  });
  readonly connectionsLimit = new Gauge({
    name: 'rookery_connections_limit',
    help: 'How many sockets may be open at once.',
    registers: [this.registry],
  });
  readonly requests = new Counter({
    name: 'rookery_requests_total',
    help: 'Client events by the way they came (socket or http), name and outcome (ok or an error code).',
    labelNames: ['way', 'event', 'outcome'],
    registers: [this.registry],
  });
  readonly requestSeconds = new Histogram({
    name: 'rookery_request_seconds',
    help: 'From a client event to its answer.',
    labelNames: ['event'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  readonly announcements = new Counter({
    name: 'rookery_announcements_heard_total',
    help: 'What this node heard of conversations that have listeners here.',
    registers: [this.registry],
  });
  readonly deliveries = new Counter({
    name: 'rookery_deliveries_total',
    help: 'Messages and changes put into outgoing queues.',
    registers: [this.registry],
  });
  readonly repairs = new Counter({
    name: 'rookery_feed_repairs_total',
    help: 'Times a feed read the log because a hint was missing.',
    registers: [this.registry],
  });
  readonly lagging = new Counter({
    name: 'rookery_feed_lagging_total',
    help: 'Times a connection was too slow for a conversation.',
    registers: [this.registry],
  });
  readonly resets = new Counter({
    name: 'rookery_feed_resets_total',
    help: 'Times a conversation’s history was found rewritten.',
    registers: [this.registry],
  });
  readonly refusedConnections = new Counter({
    name: 'rookery_refused_connections_total',
    help: 'Handshakes refused, by error code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  readonly tasks = new Gauge({
    name: 'rookery_tasks',
    help: 'Tasks by consumer and state: due, waiting (leased, or pausing before the next try) and parked in the shards that this node sweeps; leased by this node.',
    labelNames: ['consumer', 'state'],
    registers: [this.registry],
  });
  readonly oldestTaskSeconds = new Gauge({
    name: 'rookery_tasks_oldest_due_seconds',
    help: 'For how long the first of the tasks that are due has been so, in the shards that this node sweeps.',
    labelNames: ['consumer'],
    registers: [this.registry],
  });
  readonly taskRuns = new Counter({
    name: 'rookery_task_runs_total',
    help: 'Tasks that this node has ended, by consumer and outcome (done, failed, parked, lost).',
    labelNames: ['consumer', 'outcome'],
    registers: [this.registry],
  });

  readonly pushes = new Counter({
    name: 'rookery_pushes_total',
    help: 'Pushes to devices that this node has tried to send, by outcome (sent, gone, later, never).',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly leftovers = new Counter({
    name: 'rookery_leftovers_total',
    help: 'What this node has taken away because nobody had it any more: guests who were gone without a trace, rooms that nobody was in, messages that retention kept no longer.',
    labelNames: ['what'],
    registers: [this.registry],
  });

  readonly historyMessages = new Counter({
    name: 'rookery_history_sealed_messages_total',
    help: 'Old messages that this node has put into blocks, out of memory.',
    registers: [this.registry],
  });
  readonly historyBlocks = new Counter({
    name: 'rookery_history_blocks_total',
    help: 'Blocks of old messages that this node has written: seal for the first time, fold anew with what has changed.',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  readonly historyBytes = new Counter({
    name: 'rookery_history_bytes_total',
    help: 'Bytes of the blocks that this node has written.',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  readonly historyReads = new Counter({
    name: 'rookery_history_reads_total',
    help: 'Blocks that were needed: cached in memory, fetched from their store, gone (replaced meanwhile), broken (not what was written), failed (the store was away or too slow).',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly historyFreed = new Counter({
    name: 'rookery_history_freed_blocks_total',
    help: 'Blocks that this node has taken away since nothing named them any more.',
    registers: [this.registry],
  });
  readonly historyFailures = new Counter({
    name: 'rookery_history_failures_total',
    help: 'What could not be done with blocks, and is tried again: seal, fold, free, sweep.',
    labelNames: ['what'],
    registers: [this.registry],
  });

  readonly ready = new Gauge({
    name: 'rookery_ready',
    help: '1 when this node can serve, as /readyz says it, else 0.',
    registers: [this.registry],
  });
  readonly degraded = new Gauge({
    name: 'rookery_degraded',
    help: '1 while messages are accepted that have no second copy, else 0.',
    registers: [this.registry],
  });

  readonly time = new Gauge({
    name: 'rookery_time_seconds',
    help: 'What this node’s clock says, since 1970: beside the time of the scrape it tells whether it is right.',
    registers: [this.registry],
  });

  constructor() {
    // What has not happened yet is 0, not unknown: else its first time is no increase to whoever looks.
    for (const outcome of ['sent', 'gone', 'later', 'never']) this.pushes.inc({ outcome }, 0);
    for (const what of ['guest', 'room', 'blob']) this.leftovers.inc({ what }, 0);
    for (const consumer of consumerNames)
      for (const outcome of ['done', 'failed', 'parked', 'lost']) this.taskRuns.inc({ consumer, outcome }, 0);
    for (const kind of ['seal', 'fold'])
      for (const counter of [this.historyBlocks, this.historyBytes]) counter.inc({ kind }, 0);
    for (const outcome of ['cached', 'fetched', 'gone', 'broken', 'failed']) this.historyReads.inc({ outcome }, 0);
    for (const what of ['seal', 'fold', 'free', 'sweep']) this.historyFailures.inc({ what }, 0);
    for (const code of ['rate_limited', 'unavailable', 'unauthorized']) this.refusedConnections.inc({ code }, 0);
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 20 });
  }

  #runner: TaskFigures | null = null;

  /** From now on the figures are those of this runner. */
  showTasks(runner: TaskFigures): void {
    this.#runner = runner;
  }

  /** What is read off, and not counted as it happens. */
  refresh(): void {
    this.time.set(Date.now() / 1_000);
    for (const consumer of consumerNames) {
      const counts = this.#runner?.counts.get(consumer);
      for (const state of ['due', 'waiting', 'parked'] as const)
        this.tasks.set({ consumer, state }, counts?.[state] ?? 0);
      this.tasks.set({ consumer, state: 'leased' }, this.#runner?.leased(consumer) ?? 0);
      this.oldestTaskSeconds.set({ consumer }, (counts?.oldestDueMs ?? 0) / 1_000);
    }
  }
}

type TaskFigures = {
  readonly counts: ReadonlyMap<ConsumerName, TaskCounts>;
  leased(consumer: ConsumerName): number;
};
