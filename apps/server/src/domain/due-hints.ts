import type { ConversationId } from '@rookery/protocol';
import { consumersIn } from './consumers.ts';
import type { Task } from './task.ts';

/** What this process's own writes have made due, for those who listen here. A hint: whoever misses it is found by the sweep. */
export class DueHints {
  readonly #listeners = new Set<(task: Task) => void>();

  /** Returns what stops it. */
  listen(listener: (task: Task) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(task: Task): void {
    for (const listener of this.#listeners) listener(task);
  }

  /** `mask`: the bits of the consumers for which the conversation was not queued before. */
  tellOf(conversation: ConversationId, mask: number): void {
    if (mask === 0) return;
    for (const consumer of consumersIn(mask)) this.tell({ kind: 'conversation', consumer, conversation });
  }
}
