import type { ConversationId, Position } from '@rookery/protocol';
import type { ConsumerName } from '../domain/consumers.ts';
import type { ConversationTask, PersonTask, Task } from '../domain/task.ts';

/** A task in somebody's hands, until it is given back or the lease lapses. */
export type Lease<Of extends Task = Task> = {
  readonly task: Of;
  /** Names the holder, and no other lease: a later one has another. */
  readonly token: string;
  /** How often in a row it has failed so far. */
  readonly failures: number;
  /** Up to where the consumer has read, where the task is a conversation's. */
  readonly cursor: Of extends ConversationTask ? Position : null;
};

/** Of one consumer, among the tasks that the last sweep saw. */
export type TaskCounts = {
  /** May be claimed now. */
  readonly due: number;
  /** Leased, or in the pause before the next try. */
  readonly waiting: number;
  readonly parked: number;
  /** For how long the first of those due has been so; 0 when none is. */
  readonly oldestDueMs: number;
};

export type Sweep = {
  readonly due: readonly Task[];
  /** There is more than was answered: sweep again. */
  readonly more: boolean;
  readonly counts: ReadonlyMap<ConsumerName, TaskCounts>;
};

export type ParkedTask = {
  readonly task: Task;
  readonly reason: string;
  readonly failures: number;
  /** ms since the epoch. */
  readonly parkedAt: number;
};

/**
 * What must be acted on later, however many nodes die meanwhile. A conversation is due for a consumer, or something is due for a person;
 * whoever holds a task's lease acts on it.
 *
 * - Atomic? A message or change makes its conversation due for every consumer that is interested in it, in the very step that writes it,
 *   unless it is due already; so does a new epoch. Every call here is one step.
 * - Ordered? A conversation's log is read by one lease at a time, in its order, from the consumer's own cursor.
 * - At least once: what was handed over and not moved beyond is handed over again. The cursor moves by compare-and-set, by the holder of
 *   the lease alone, so nothing is left out.
 * - Idempotent? All. A repeat of what another lease has overtaken answers `lost`.
 * - Durable before it resolves: `setInterest`, `clearInterest`, `addWork`, `failed`, `revive`, `parkOverdue`. A lease, a move or a `done` that a
 *   failover loses means that something is handed over again.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: without an interested consumer an append pays for reading one field more.
 *
 * How a consumer is added:
 * 1. Give it a name and the next free bit in `domain/consumers.ts`.
 * 2. Write what it does as a `Consumer` (`tasks/consumer.ts`): `take` for the log of a conversation, `act` for a person, or both. It may be told
 *    the same again, and throws `TaskFailure` with a reason for the operator where it could not do it.
 * 3. Name it in `shippedConsumers` (`composition/shipped-consumers.ts`): each node then runs it.
 * 4. Where somebody asks for what it gives (a hook, a push address), call `setInterest` before that is acknowledged; `clearInterest` when nobody
 *    does any more.
 */
export interface Tasks {
  /**
   * Sets the consumer's bit. It reads on from the head of this moment, or from the log's beginning. Where the bit is set already, its cursor
   * stays. False where there is no such conversation.
   */
  setInterest(conversation: ConversationId, consumer: ConsumerName, from: 'head' | 'beginning'): Promise<boolean>;
  /** Clears the bit, and forgets the cursor and what was due. Whoever holds the lease finds it lost. */
  clearInterest(conversation: ConversationId, consumer: ConsumerName): Promise<void>;

  /** `known` where the same work waits, is parked, or was done within `rememberedMs` (of a person's the newest `rememberedWorks`). */
  addWork(work: PersonTask): Promise<'added' | 'known'>;

  /** Hears what this node's own writes make due. A hint: it may be lost. Returns what stops it. */
  onDue(listener: (task: Task) => void): () => void;

  /**
   * What is due, of the consumers named, at most `limit`, oldest first in each slot; and how much there is. Of each shard one node's sweep answers
   * at a time, that of the others leaves it out: call it every few seconds; the store sees to it that all slots of a shard are looked at
   * every `sweepMs`. Of a queue longer than `countedTasks` in one slot only the first are counted.
   */
  sweep(consumers: readonly ConsumerName[], limit: number): Promise<Sweep>;

  /** Takes a task for `leaseMs`; null where it is not due, or somebody else holds it. A lease that lapses makes it due again. */
  claim<Of extends Task>(task: Of, leaseMs: number): Promise<Lease<Of> | null>;

  /** From where the cursor stands to where the consumer has read; the lease begins anew, and failures are forgotten. */
  move(lease: Lease<ConversationTask>, from: Position, to: Position, leaseMs: number): Promise<'moved' | 'lost'>;

  /** `due` where a conversation's log goes on beyond the cursor: then it may be claimed again at once. */
  done(lease: Lease): Promise<'done' | 'due' | 'lost'>;

  /** Counts a failure and keeps its reason. It may be claimed again after the pause, or, parked, only when it is revived. */
  failed(
    lease: Lease,
    reason: string,
    then: { readonly state: 'retry'; readonly inMs: number } | { readonly state: 'park' },
  ): Promise<'kept' | 'lost'>;

  /** Gives the task back: it is due at once, or in so many ms, and nothing is counted. */
  release(lease: Lease, inMs?: number): Promise<void>;

  /** At most `limit` of those that are parked, in no order. Looks at every slot: for people, not for programs. */
  parked(limit: number): Promise<readonly ParkedTask[]>;
  /** Due at once, with no failures. False where it is not parked. */
  revive(task: Task): Promise<boolean>;
  /**
   * For whoever has restored or moved a store: parks what was due longer than `overdueMs` ago, since the moment for it has gone by.
   * Answers how many.
   */
  parkOverdue(overdueMs: number, reason: string): Promise<number>;
}

export const sweepMs = 30_000;
export const countedTasks = 1_000;
export const rememberedMs = 3_600_000;
export const rememberedWorks = 1_000;
/** What a store that was restored or moved parks. */
export const overdueMs = 3_600_000;
/** Characters of a reason that are kept. */
export const reasonLength = 200;
