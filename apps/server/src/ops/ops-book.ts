import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { OpsEvent, OpsNode, OpsQueue, OpsShard } from '@rookery/protocol';
import type { Clock } from '../domain/clock.ts';
import { consumerNames } from '../domain/consumers.ts';
import type { ConsumerName } from '../domain/consumers.ts';
import { gatherTime, sampleIn, sampleLine } from '../domain/ops-sample.ts';
import type { OpsSample } from '../domain/ops-sample.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Store } from '../ports/store.ts';
import type { TaskCounts } from '../ports/tasks.ts';
import { NodeFigures } from './node-figures.ts';
import { OpsEvents } from './ops-events.ts';
import type { ReadinessReport } from './readiness.ts';

export const sampleMs = 10_000;
const minuteMs = 60_000;
/** An hour of samples, and a day of minutes: 1,800 of 16 numbers are some 0.4 MiB. */
const keptSamples = 360;
const keptMinutes = 1_440;

/** What a node shows of itself that is no counter. */
export type OpsSources = {
  readonly store: Pick<Store, 'inventory' | 'journal'>;
  readonly blobs: Pick<Blobs, 'free'>;
  readonly readiness: { report(): Promise<ReadinessReport> };
  readonly tasks: { readonly counts: ReadonlyMap<ConsumerName, TaskCounts>; leased(consumer: ConsumerName): number };
  readonly connections: () => number;
  readonly maxConnections: number;
  readonly dataDir: string;
  readonly version: string;
  /** Null where old messages stay in memory. */
  readonly blocks: () => OpsNode['blocks'];
  /** ms since the epoch; null where it speaks no TLS. */
  readonly certificateEndsAt: () => number | null;
};

type Space = { readonly freeBytes: number; readonly totalBytes: number } | null;

/** What a node knows of itself and of the store: now, the last hour in steps of ten seconds and the last day in minutes, which its journal in the store keeps over restarts. [OPS-51] */
export class OpsBook {
  readonly figures = new NodeFigures();
  readonly #node: string;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #sources: OpsSources | null = null;
  #events: OpsEvents | null = null;
  #samples: OpsSample[] = [];
  #minutes: OpsSample[] = [];
  #last: OpsSample | null = null;
  #shards: readonly OpsShard[] = [];
  #disk: Space = null;
  #files: Space = null;
  #sampledAt: number;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(node: string, clock: Clock) {
    this.#node = node;
    this.#clock = clock;
    this.#startedAt = Math.floor(clock.now());
    this.#sampledAt = clock.now();
  }

  /** From now on it is measured every ten seconds, until `close`. */
  start(sources: OpsSources): void {
    this.measure(sources);
    this.#looking = this.#begin(sources).finally(() => (this.#looking = null));
    this.#timer = setInterval(() => {
      this.#looking ??= this.sample().finally(() => (this.#looking = null));
    }, sampleMs);
    this.#timer.unref();
  }

  /** What `sample` looks at from now on. */
  measure(sources: OpsSources): void {
    this.#sources = sources;
    this.#events = new OpsEvents(this.#node, sources.store.journal, this.#clock);
    this.figures.start();
  }

  async #begin({ store }: OpsSources): Promise<void> {
    try {
      const lines = await store.journal.read(this.#journal);
      const since = this.#clock.now() - keptMinutes * minuteMs;
      this.#minutes = lines.flatMap((line) => sampleIn(line) ?? []).filter(({ at }) => at >= since);
      await this.#events?.started(this.#minutes.at(-1)?.at ?? null);
      await this.sample();
    } catch {
      // The store is away: what was before is not shown, what comes is.
    }
  }

  get #journal(): string {
    return `node.${this.#node}`;
  }

  /** Looks once. What does not answer in this moment is not known of it. */
  async sample(): Promise<void> {
    const sources = this.#sources;
    if (!sources) return;
    const [shards, disk, files] = await Promise.all([
      sources.store.inventory.shards().catch(() => null),
      spaceOf(sources.dataDir),
      sources.blobs.free().catch(() => undefined),
    ]);
    const at = Math.floor(this.#clock.now());
    const ms = Math.max(1, at - this.#sampledAt);
    this.#sampledAt = at;
    const { messages, deliveries, ...counted } = this.figures.take(ms);
    const shares = (shards ?? []).flatMap(({ bytes, limitBytes }) => (limitBytes === null ? [] : bytes / limitBytes));
    this.#disk = disk;
    this.#files = files ? { freeBytes: files.free, totalBytes: files.total } : null;
    this.#last = {
      ...{ at, ...counted, connections: sources.connections(), accepted: messages },
      messages: (messages * 1_000) / ms,
      deliveries: (deliveries * 1_000) / ms,
      memory: process.memoryUsage.rss(),
      // A sum that lacks one would look as if room had been made.
      store: shards?.every(({ isSilent }) => !isSilent) ? shards.reduce((sum, { bytes }) => sum + bytes, 0) : null,
      disk: disk && disk.totalBytes - disk.freeBytes,
      storeShare: shares.length === 0 ? null : Math.max(...shares),
      diskShare: disk && 1 - disk.freeBytes / disk.totalBytes,
    };
    if (shards) {
      this.#shards = shards;
      await this.#events?.compare(shards);
    }
    this.#samples = [...this.#samples.slice(1 - keptSamples), this.#last];
    await this.#endMinute(at, sources);
  }

  async #endMinute(at: number, { store }: OpsSources): Promise<void> {
    const before = this.#minutes.at(-1)?.at ?? 0;
    if (Math.floor(at / minuteMs) === Math.floor(before / minuteMs)) return;
    const minute = gatherTime(this.#samples.filter((sample) => sample.at > Math.max(before, at - minuteMs)));
    this.#minutes = [...this.#minutes.slice(1 - keptMinutes), minute];
    await store.journal.add(this.#journal, sampleLine(minute), keptMinutes).catch(() => undefined);
  }

  /** What it knows of itself. `samples`: of the last hour or day, after `since`. */
  async report(span: 'hour' | 'day', since: number): Promise<OpsReport | null> {
    const sources = this.#sources;
    if (!sources) return null;
    const { isReady, details } = await this.#standing(sources);
    const last = this.#last;
    const samples = span === 'hour' ? this.#samples : this.#minutes;
    return {
      node: {
        ...{ name: this.#node, version: sources.version, runtime: process.version, startedAt: this.#startedAt },
        ...{ isReady, details: [...details] },
        connections: sources.connections(),
        maxConnections: sources.maxConnections,
        messagesPerSecond: last?.messages ?? 0,
        deliveriesPerSecond: last?.deliveries ?? 0,
        ack: { p50: last?.ackP50 ?? null, p99: last?.ackP99 ?? null },
        delivery: { p50: last?.deliveryP50 ?? null, p99: last?.deliveryP99 ?? null },
        loopLagMs: last?.loopLag ?? null,
        cpu: last?.cpu ?? 0,
        memoryBytes: process.memoryUsage.rss(),
        memoryLimitBytes: memoryLimit(),
        disk: this.#disk,
        files: this.#files,
        blocks: sources.blocks(),
        certificateEndsAt: sources.certificateEndsAt(),
      },
      queues: consumerNames.flatMap((consumer): OpsQueue[] => {
        const counts = sources.tasks.counts.get(consumer);
        const leased = sources.tasks.leased(consumer);
        if (!counts && leased === 0) return [];
        const { due = 0, waiting = 0, parked = 0, oldestDueMs = 0 } = counts ?? {};
        return [{ consumer, due, waiting, leased, parked, oldestDueMs: Math.round(oldestDueMs) }];
      }),
      samples: samples.filter(({ at }) => at > since).map(sampleLine),
    };
  }

  async #standing({
    readiness,
  }: OpsSources): Promise<{ readonly isReady: boolean; readonly details: readonly string[] }> {
    try {
      const { ok, details } = await readiness.report();
      return { isReady: ok, details };
    } catch {
      return { isReady: false, details: ['The store does not answer.'] };
    }
  }

  /** As this node saw them last. */
  get shards(): readonly OpsShard[] {
    return this.#shards;
  }

  /** Of the last day, on all nodes, oldest first. */
  async events(): Promise<readonly OpsEvent[]> {
    return (await this.#events?.list()) ?? [];
  }

  /** It ends in order. */
  async draining(): Promise<void> {
    await this.#events?.note('draining', this.#node).catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#looking;
    this.figures.close();
  }
}

/** What one node tells another. `samples` as lines of its journal. */
type OpsReport = {
  readonly node: OpsNode;
  readonly queues: readonly OpsQueue[];
  readonly samples: readonly string[];
};

async function spaceOf(directory: string): Promise<Space> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}

/** What the machine has, or the container may take. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}
