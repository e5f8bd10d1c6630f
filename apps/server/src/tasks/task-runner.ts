import { setTimeout as pause } from 'node:timers/promises';
import { ChatError } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { ConsumerName } from '../domain/consumers.ts';
import { afterFailure, longestPauseMs, triesBeforeParking } from '../domain/task-pauses.ts';
import { taskKey } from '../domain/task.ts';
import type { ConversationTask, OwedTask, PersonTask, Task } from '../domain/task.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';
import type { Lease, TaskCounts, Tasks } from '../ports/tasks.ts';
import type { Consumer } from './consumer.ts';
import { readOn } from './read-on.ts';
import { ripeOf } from './ripe-of.ts';
import { reasonOf } from './reason-of.ts';

/** Tasks that this node has in hand at once, those that wait for strangers counted by themselves, and may know of; what is beyond waits in the store for the next sweep. */
const atOnce = { quick: 8, slow: 4, pushing: 32 } as const;
type Lane = keyof typeof atOnce;
const waitingLimit = 10_000;
/** Of one sweep. */
const sweptLimit = 1_000;
/** Messages and changes that a consumer is told at once, and how often in a row before others have their turn. */
const toldAtOnce = 200;
const turnsInARow = 20;
/** Pauses, of failed tasks and of what is not ripe, that this node itself waits for; beyond it the sweep finds them. */
const retriesLimit = 10_000;
/** What ripens soon after one another is told together. */
const leastRipeningMs = 500;

export type RunnerTimes = {
  /** Between two looks whether a sweep is due here. */
  readonly lookMs: number;
  readonly leaseMs: number;
  /** A consumer that takes longer has failed. Shorter than the lease, which so does not lapse under it. */
  readonly deadlineMs: number;
  /** Between two rounds of one conversation: what is written meanwhile is told together. */
  readonly paceMs: number;
  /** For what is in hand when the node leaves. */
  readonly drainMs: number;
};
const usualTimes: RunnerTimes = { lookMs: 5_000, leaseMs: 20_000, deadlineMs: 12_000, paceMs: 500, drainMs: 5_000 };

export type RunnerOptions = {
  readonly tasks: Tasks;
  readonly log: Pick<ConversationLog, 'tail'>;
  readonly consumers: readonly Consumer[];
  readonly times?: Partial<RunnerTimes>;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly now?: () => number;
  ended?(consumer: ConsumerName, how: 'done' | 'failed' | 'parked' | 'lost'): void;
  failed?(failure: { readonly consumer: ConsumerName; readonly reason: string; readonly failures: number }): void;
};

type Running = {
  readonly lane: Lane;
  /** For whom it is, where it waits for strangers. */
  readonly user: UserId | null;
  readonly abort: AbortController;
  readonly end: Promise<void>;
};

/**
 * Acts on tasks on this node. What this node's own writes make due wakes it at once; a sweep finds the rest: what another node left when it died,
 * what waited for its next try, what nobody was told of.
 */
export class TaskRunner {
  readonly #options: RunnerOptions;
  readonly #times: RunnerTimes;
  readonly #consumers: ReadonlyMap<ConsumerName, Consumer>;
  readonly #waiting: Readonly<Record<Lane, Map<string, Task>>> = {
    quick: new Map(),
    slow: new Map(),
    pushing: new Map(),
  };
  readonly #running = new Map<string, Running>();
  /** What was in hand, or has just been: true where it became due again meanwhile. */
  readonly #resting = new Map<string, boolean>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stopHearing: () => void;
  #counts: ReadonlyMap<ConsumerName, TaskCounts> = new Map();
  #isDraining = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#times = { ...usualTimes, ...options.times };
    this.#consumers = new Map(options.consumers.map((consumer) => [consumer.name, consumer]));
    this.#stopHearing = options.tasks.onDue((task) => this.#hear(task));
    // A server without consumers looks for nothing.
    if (this.#consumers.size > 0) this.#after(0, () => this.#look());
  }

  /** As the last sweep saw it, of the shards that this node sweeps. */
  get counts(): ReadonlyMap<ConsumerName, TaskCounts> {
    return this.#counts;
  }

  /** In this node's hands now, by consumer. */
  leased(consumer: ConsumerName): number {
    let count = 0;
    for (const key of this.#running.keys()) if (key.startsWith(`${consumer} `)) count += 1;
    return count;
  }

  #after(ms: number, act: () => void): void {
    if (this.#isDraining) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }

  #look(): void {
    this.#options.tasks
      .sweep([...this.#consumers.keys()], sweptLimit)
      .then(
        ({ due, more, counts }) => {
          this.#counts = counts;
          for (const task of due) this.#hear(task);
          return more ? Math.min(1_000, this.#times.lookMs) : this.#times.lookMs;
        },
        // The store is away: the next look tries again.
        () => this.#times.lookMs,
      )
      .then(
        (ms) => this.#after(ms, () => this.#look()),
        () => undefined,
      );
  }

  #hear(task: Task): void {
    if (this.#isDraining || !this.#consumers.has(task.consumer)) return;
    const key = taskKey(task);
    if (this.#resting.has(key)) this.#resting.set(key, true);
    else if (this.#waiting[this.#laneOf(task)].size < waitingLimit) this.#waiting[this.#laneOf(task)].set(key, task);
    this.#takeUp(this.#laneOf(task));
  }

  #laneOf(task: Task): Lane {
    return (task.kind === 'person' ? this.#consumers.get(task.consumer)?.lane : undefined) ?? 'quick';
  }

  #takeUp(lane: Lane): void {
    for (const [key, task] of this.#waiting[lane]) {
      const inHand = [...this.#running.values()].filter((running) => running.lane === lane);
      if (inHand.length >= atOnce[lane] || this.#isDraining) return;
      // Whoever makes strangers be waited for takes one place, and not all of them.
      const user = lane !== 'quick' && task.kind === 'person' ? task.user : null;
      if (user !== null && inHand.some((running) => running.user === user)) continue;
      this.#waiting[lane].delete(key);
      this.#resting.set(key, false);
      const abort = new AbortController();
      const end = this.#run(task, abort).then(
        () => this.#rest(key, task),
        // The store did not answer: the lease lapses, and a sweep finds it.
        () => this.#rest(key, task),
      );
      this.#running.set(key, { lane, user, abort, end });
    }
  }

  #rest(key: string, task: Task): void {
    this.#running.delete(key);
    const rise = (): void => {
      const isDue = this.#resting.get(key) === true;
      this.#resting.delete(key);
      if (isDue) this.#hear(task);
    };
    if (task.kind === 'conversation') this.#after(this.#times.paceMs, rise);
    else rise();
    this.#takeUp(this.#laneOf(task));
  }

  async #run(task: Task, abort: AbortController): Promise<void> {
    const consumer = this.#consumers.get(task.consumer);
    const { tasks } = this.#options;
    const lease = consumer && (await tasks.claim(task, this.#times.leaseMs));
    if (!lease) return;
    const progress = { failures: lease.failures };
    try {
      const how = isOfConversation(lease)
        ? await this.#tell(lease, consumer, abort, progress)
        : isOfPerson(lease)
          ? await this.#act(lease, (signal) => consumer.act?.(lease.task, { signal, failures: lease.failures }), abort)
          : isOwed(lease)
            ? await this.#act(
                lease,
                (signal) => consumer.settle?.(lease.task, { signal, failures: lease.failures }),
                abort,
              )
            : 'lost';
      if (how === 'due') this.#resting.set(taskKey(task), true);
      this.#options.ended?.(task.consumer, how === 'due' ? 'done' : how);
    } catch (error) {
      if (this.#isDraining) await tasks.release(lease);
      else await this.#fail(lease, error, progress.failures + 1);
    }
  }

  /** Tells a consumer what is new in a conversation, turn by turn; after each the cursor moves, and the lease begins anew. */
  async #tell(
    lease: Lease<ConversationTask>,
    consumer: Consumer,
    abort: AbortController,
    progress: { failures: number },
  ): Promise<'done' | 'due' | 'lost'> {
    const { tasks, log } = this.#options;
    let { cursor } = lease;
    for (let turn = 0; turn < turnsInARow && !this.#isDraining; turn += 1) {
      const read = await readOn(log, lease.task.conversation, cursor, toldAtOnce);
      if (!read) return tasks.done(lease);
      const { news, waitMs } = ripeOf(read, consumer.ripeMs, (this.#options.now ?? Date.now)());
      if (news.messages.length + news.changes.length > 0 || news.isReset) {
        await this.#within(abort, async (signal) => consumer.take?.(news, { signal, failures: progress.failures }));
        if ((await tasks.move(lease, cursor, news.to, this.#times.leaseMs)) === 'lost') return 'lost';
        cursor = news.to;
        progress.failures = 0;
      }
      if (waitMs > 0) {
        const inMs = Math.max(leastRipeningMs, waitMs);
        await tasks.release(lease, inMs);
        if (this.#timers.size < retriesLimit) this.#after(inMs + 20, () => this.#hear(lease.task));
        return 'done';
      }
      if (!news.more) break;
    }
    return tasks.done(lease);
  }

  async #act(
    lease: Lease,
    act: (signal: AbortSignal) => Promise<void> | undefined,
    abort: AbortController,
  ): Promise<'done' | 'due' | 'lost'> {
    await this.#within(abort, async (signal) => act(signal));
    return this.#options.tasks.done(lease);
  }

  /** Ends with the deadline or the drain, whether or not the consumer does. */
  async #within(abort: AbortController, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = abort;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#times.deadlineMs);
    const either = AbortSignal.any([signal, late.signal]);
    try {
      signal.throwIfAborted();
      await Promise.race([
        act(either),
        new Promise<never>((_, reject) => {
          const end = (): void => reject(Object.assign(new Error('the time is up'), { name: 'DeadlineError' }));
          either.addEventListener('abort', end, { once: true });
        }),
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #fail(lease: Lease, error: unknown, failures: number): Promise<void> {
    const { tasks, random = Math.random } = this.#options;
    const { consumer } = lease.task;
    const reason = reasonOf(error);
    // A shard that is away for long is no reason to give up.
    const isPassing = error instanceof ChatError && error.code === 'unavailable';
    const next = afterFailure(isPassing ? Math.min(failures, triesBeforeParking - 1) : failures, random());
    const leastMs = Math.min(longestPauseMs, error instanceof ChatError ? (error.retryAfterMs ?? 0) : 0);
    const then = next.state === 'park' ? next : { ...next, inMs: Math.max(next.inMs, leastMs) };
    this.#options.failed?.({ consumer, reason, failures });
    this.#options.ended?.(consumer, then.state === 'park' ? 'parked' : 'failed');
    await tasks.failed(lease, reason, then);
    // A little later than the store counts: it is due then for certain.
    if (then.state === 'retry' && this.#timers.size < retriesLimit)
      this.#after(then.inMs + 50, () => this.#hear(lease.task));
  }

  /** Takes nothing up any more, waits a while for what is in hand, and gives back the rest. Idempotent. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#stopHearing();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const waiting of Object.values(this.#waiting)) waiting.clear();
    // A stranger's answer is not waited for.
    for (const { lane, abort } of this.#running.values()) if (lane !== 'quick') abort.abort();
    const ends = [...this.#running.values()].map(({ end }) => end);
    const late = new AbortController();
    await Promise.race([
      Promise.all(ends),
      pause(this.#times.drainMs, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all(ends);
  }
}

const isOfConversation = (lease: Lease): lease is Lease<ConversationTask> => lease.task.kind === 'conversation';
const isOwed = (lease: Lease): lease is Lease<OwedTask> => lease.task.kind === 'owed';
const isOfPerson = (lease: Lease): lease is Lease<PersonTask> => lease.task.kind === 'person';
