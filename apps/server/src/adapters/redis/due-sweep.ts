import type { ConsumerName } from '../../domain/consumers.ts';
import type { Task } from '../../domain/task.ts';
import { countedTasks } from '../../ports/tasks.ts';
import type { Sweep, TaskCounts } from '../../ports/tasks.ts';
import { dueKeyOfSlot, sweeperKey } from './keys.ts';
import { taskOfMember } from './packing/due-member.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** A node that has not swept or renewed for so long has lost its shards. */
const sweeperMs = 15_000;
/** Slots looked at in one write: a millisecond or two of the master's time. */
const pipelinedSlots = 512;

type Counts = Map<ConsumerName, { due: number; waiting: number; parked: number; oldestDueMs: number }>;
type Swept = { readonly at: number; readonly counts: Counts };

/** Looks through the slots of those shards of which this node is the sweeper. Two of them at a time do no harm: a claim is atomic. */
export class DueSweep {
  readonly #shards: Shards;
  /** This life of this node: a restarted one has another. */
  readonly #me: string;
  readonly #sweepMs: number;
  /** By master, the last look that was finished, by the clock that only goes on. */
  readonly #swept = new Map<string, Swept>();

  constructor(shards: Shards, me: string, sweepMs: number) {
    this.#shards = shards;
    this.#me = me;
    this.#sweepMs = sweepMs;
  }

  async sweep(consumers: readonly ConsumerName[], limit: number): Promise<Sweep> {
    const wanted = new Set(consumers);
    const due: Task[] = [];
    let more = false;
    const masters = this.#shards.topology.masters();
    for (const master of this.#swept.keys()) if (!masters.includes(master)) this.#swept.delete(master);
    for (const master of masters) {
      // One shard that does not answer keeps no other from being swept.
      const isMine = await this.#isMine(master, sweeperMs).catch(() => false);
      if (!isMine) {
        this.#swept.delete(master);
        continue;
      }
      const last = this.#swept.get(master);
      if (last && performance.now() - last.at < this.#sweepMs) continue;
      if (due.length >= limit) more = true;
      else if (await this.#sweepShard(master, wanted, limit, due).catch(() => false)) more = true;
    }
    return { due, more, counts: this.#counts() };
  }

  async #isMine(master: string, ms: number): Promise<boolean> {
    const [first] = this.#shards.topology.slotsOf(master);
    if (!first) return false;
    return (
      (await this.#shards.run({
        script: script('sweeper'),
        keys: [sweeperKey(first.from)],
        args: [this.#me, ms],
      })) === 1
    );
  }

  /** Whether there was more than fits: then the shard counts as not swept, and is looked at again with the next call. */
  async #sweepShard(master: string, wanted: ReadonlySet<ConsumerName>, limit: number, due: Task[]): Promise<boolean> {
    const counts: Counts = new Map();
    const slots = slotsOf(this.#shards, master);
    let more = false;
    for (let at = 0; at < slots.length; at += pipelinedSlots) {
      const keys = slots.slice(at, at + pipelinedSlots).map((slot) => this.#shards.named(dueKeyOfSlot(slot)));
      const [time, ...queues] = await this.#shards.pipeline(master, [
        ['TIME'],
        ...keys.map((key) => ['ZRANGE', key, 0, countedTasks - 1, 'WITHSCORES'] as const),
      ]);
      if (time === undefined || time instanceof Error) throw time ?? new Error('no time');
      const now = toMs(time);
      for (const queue of queues) {
        // A slot that is on its way elsewhere is swept there.
        if (queue instanceof Error) continue;
        for (const { task, score } of toQueue(queue)) {
          if (!wanted.has(task.consumer)) continue;
          count(counts, task.consumer, score, now);
          if (score > now) continue;
          if (due.length < limit) due.push(task);
          else more = true;
        }
      }
    }
    this.#swept.set(master, { at: more ? -Infinity : performance.now(), counts });
    return more;
  }

  #counts(): ReadonlyMap<ConsumerName, TaskCounts> {
    const all: Counts = new Map();
    for (const { counts } of this.#swept.values())
      for (const [consumer, { due, waiting, parked, oldestDueMs }] of counts) {
        const sum = all.get(consumer) ?? { due: 0, waiting: 0, parked: 0, oldestDueMs: 0 };
        sum.due += due;
        sum.waiting += waiting;
        sum.parked += parked;
        sum.oldestDueMs = Math.max(sum.oldestDueMs, oldestDueMs);
        all.set(consumer, sum);
      }
    return all;
  }

  /** Gives the shards to whoever sweeps next. */
  async close(): Promise<void> {
    await Promise.all([...this.#swept.keys()].map((master) => this.#isMine(master, 0).catch(() => false)));
    this.#swept.clear();
  }
}

export const slotsOf = (shards: Shards, master: string): readonly number[] =>
  shards.topology
    .slotsOf(master)
    .flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

/** Answer of TIME. */
function toMs(time: Reply): number {
  const [seconds, micros] = list(time);
  return number(seconds) * 1_000 + Math.floor(number(micros) / 1_000);
}

/** Pairs of member and score; 'inf' is that of a task that is parked. */
const toQueue = (reply: Reply): { readonly task: Task; readonly score: number }[] =>
  list(reply).flatMap((row) => {
    const [member, score] = list(row);
    const task = taskOfMember(text(member));
    return task ? [{ task, score: text(score) === 'inf' ? Infinity : number(score) }] : [];
  });

function count(counts: Counts, consumer: ConsumerName, score: number, now: number): void {
  const known = counts.get(consumer) ?? { due: 0, waiting: 0, parked: 0, oldestDueMs: 0 };
  counts.set(consumer, known);
  if (score === Infinity) known.parked += 1;
  else if (score > now) known.waiting += 1;
  else {
    known.due += 1;
    known.oldestDueMs = Math.max(known.oldestDueMs, now - score);
  }
}
