import { ChatError, limits } from '@rookery/protocol';
import type { OutgoingQueue } from './outgoing-queue.ts';

/** Of one connection: an answer counts as large before it is made. */
const atOnce = 1;

/**
 * Turns for requests whose answers are large: one of a connection is under way at once, and none begins while its queue is full or the peer has not
 * taken what was written last. So who asks and does not read costs one answer, not hundreds of them. Those that wait are bounded by the requests that a
 * connection may have under way.
 */
export class ReadingTurns {
  readonly #queue: OutgoingQueue;
  #running = 0;
  #waiting: (() => void)[] | null = null;
  #isOver = false;
  /** It is heard when the peer has taken what was written. */
  #listens = false;

  constructor(queue: OutgoingQueue) {
    this.#queue = queue;
    queue.onEmpty = this;
  }

  queueEmptied(): void {
    if (this.#queue.isClosed) this.end();
    else this.#next();
  }

  /** Nobody reads the answers any more: those that wait get none. Idempotent. */
  end(): void {
    this.#isOver = true;
    this.#next();
  }

  /** Throws `unavailable` where its turn comes too late for an answer. */
  async run<T>(read: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + limits.answerMs;
    await new Promise<void>((go) => {
      (this.#waiting ??= []).push(go);
      this.#next();
    });
    try {
      if (this.#isOver || performance.now() > giveUpAt) throw new ChatError('unavailable');
      return await read();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #mayBegin(): boolean {
    if (this.#queue.isFull) return false;
    if (!this.#queue.isBehind) return true;
    if (!this.#listens && this.#waiting) {
      this.#listens = true;
      this.#queue.whenTaken(() => {
        this.#listens = false;
        this.#next();
      });
    }
    return false;
  }

  #next(): void {
    while (this.#running < atOnce && (this.#isOver || this.#mayBegin())) {
      const go = this.#waiting?.shift();
      if (!go) {
        this.#waiting = null;
        return;
      }
      this.#running += 1;
      go();
    }
  }
}
