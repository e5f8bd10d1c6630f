import type { ConversationId } from '@rookery/protocol';
import { consumersIn } from './consumers.ts';
import type { Task } from './task.ts';

/** Hints for later that are held at a time, and how long before the moment (ms): beyond both the sweep finds what is due. */
const heldAtOnce = 10_000;
const heldForMs = 24 * 3_600_000;
/** A little later than the store counts: it is due then for certain. */
const afterMs = 50;

/** What this process's own writes have made due, for those who listen here. A hint: whoever misses it is found by the sweep. */
export class DueHints {
  readonly #listeners = new Set<(task: Task) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();

  /** Returns what stops it. */
  listen(listener: (task: Task) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(task: Task): void {
    for (const listener of this.#listeners) listener(task);
  }

  /** Tells it then (ms since the epoch, by this process's clock). */
  tellAt(task: Task, at: number): void {
    const inMs = Math.max(0, at - Date.now()) + afterMs;
    if (inMs > heldForMs || this.#timers.size >= heldAtOnce) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.tell(task);
    }, inMs);
    timer.unref();
    this.#timers.add(timer);
  }

  /** `mask`: the bits of the consumers for which the conversation was not queued before. */
  tellOf(conversation: ConversationId, mask: number): void {
    if (mask === 0) return;
    for (const consumer of consumersIn(mask)) this.tell({ kind: 'conversation', consumer, conversation });
  }

  /** Tells nothing that was to be told later. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
