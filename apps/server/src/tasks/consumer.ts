import type { ConsumerName } from '../domain/consumers.ts';
import type { OwedTask, PersonTask } from '../domain/task.ts';
import type { TaskNews } from './read-on.ts';

/** Aborted when the time is up or the node leaves: what is not finished then counts as not done. */
export type TaskContext = {
  readonly signal: AbortSignal;
  /** How often in a row it has failed so far. */
  readonly failures: number;
};

/**
 * What a consumer does with its tasks. It is told everything at least once, a conversation in its order: so it has to bear being told the same
 * again. What it resolves with counts as done; what it throws is tried again after a pause, and parked when it goes on failing.
 */
export type Consumer = {
  readonly name: ConsumerName;
  /** What it does for a person waits for strangers: it has places of its own, of that name, so that nothing else waits for them. */
  readonly lane?: 'slow' | 'pushing';
  /** It is told a message no sooner than so long after it was written. */
  readonly ripeMs?: number;
  take?(news: TaskNews, context: TaskContext): Promise<void>;
  act?(work: PersonTask, context: TaskContext): Promise<void>;
  settle?(owed: OwedTask, context: TaskContext): Promise<void>;
};

/**
 * Thrown by a consumer that could not do its task, with a reason for the operator. The reason is kept and shown: never put into it what people
 * wrote. Of any other error only its name and code are kept, since its text may hold a message.
 */
export class TaskFailure extends Error {
  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(reason, options);
    this.name = 'TaskFailure';
  }
}
