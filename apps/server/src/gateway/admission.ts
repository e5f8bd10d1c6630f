import { ChatError } from '@rookery/protocol';

/** Handshakes that may read the store at once; more only slow each other and everybody else down. */
const atOnce = 64;
/** Handshakes that may wait. Beyond it clients are told to come back. */
const waiting = 2_000;

/**
 * The storm after a node's death: survivors admit at the rate they can serve and stay responsive to those they have. Overflow:
 * `unavailable` with a spread-out `retryAfterMs`.
 */
export class Admission {
  #running = 0;
  readonly #queue: (() => void)[] = [];
  #closed = false;

  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed || this.#queue.length >= waiting) throw this.#comeBack();
    if (this.#running >= atOnce) await new Promise<void>((go) => this.#queue.push(go));
    if (this.#closed) throw this.#comeBack();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  /** Nobody is admitted any more. */
  close(): void {
    this.#closed = true;
    for (const go of this.#queue.splice(0)) go();
  }

  #comeBack(): ChatError {
    return new ChatError('unavailable', {
      message: 'This node takes no more connections just now: connect again after retryAfterMs.',
      retryAfterMs: 500 + Math.floor(Math.random() * 2_500),
    });
  }
}
