import { ChatError } from '@rookery/protocol';
import type { Answer, Call } from './sqlite-messages.ts';
import type { CallName } from './worker/operations.ts';

type Pending = {
  readonly bytes: number;
  /** By `performance.now()`. */
  readonly askedAt: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ChatError) => void;
};

/** `calls`: how many may wait; `bytes`: about what these hold in memory. */
type Bounds = { readonly calls: number; readonly bytes: number };

/** The calls to database threads that have no answer yet: bounded in number and bytes, answered once, given up after a time. */
export class PendingCalls {
  readonly #bounds: Bounds;
  readonly #onFault: (error: Error) => void;
  /** In the order in which they were asked. */
  readonly #pending = new Map<number, Pending>();
  #bytes = 0;
  #lastId = 0;

  constructor(bounds: Bounds, onFault: (error: Error) => void) {
    this.#bounds = bounds;
    this.#onFault = onFault;
  }

  get size(): number {
    return this.#pending.size;
  }

  has(id: number): boolean {
    return this.#pending.has(id);
  }

  /** `pass` gets the call that the answer will name. Beyond the bounds nothing is passed on, and the promise is `unavailable`. */
  add(name: CallName, args: readonly unknown[], pass: (call: Call) => void): Promise<unknown> {
    const bytes = bytesOf(args);
    if (this.#pending.size >= this.#bounds.calls || this.#bytes + bytes > this.#bounds.bytes)
      return Promise.reject(new ChatError('unavailable'));
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#bytes += bytes;
      this.#pending.set(this.#lastId, { bytes, askedAt: performance.now(), resolve, reject });
      pass({ id: this.#lastId, name, args });
    });
  }

  /** `isReported`: what failed here has been told to the operator already. */
  answer(answer: Answer, isReported: boolean): void {
    const pending = this.#remove(answer.id);
    if ('value' in answer) {
      pending?.resolve(answer.value);
      return;
    }
    const { code, message, field, retryAfterMs } = answer.failure;
    // The text of a fault is for the operator's log, not for clients.
    const isFault = code === 'internal' || (code === 'unavailable' && retryAfterMs === undefined);
    if (isFault && !isReported) this.#onFault(new Error(message));
    const told = {
      message,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
    pending?.reject(new ChatError(code, isFault ? {} : told));
  }

  /** Gives up on the calls that were asked then or before: `unavailable`, and what became of a write is unknown. */
  refuseUntil(askedAt: number): void {
    for (const [id, pending] of this.#pending) {
      if (pending.askedAt > askedAt) return;
      this.refuse(id);
    }
  }

  refuse(id: number): void {
    this.#remove(id)?.reject(new ChatError('unavailable'));
  }

  /** Undefined where it was given up on before. */
  #remove(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending) this.#bytes -= pending.bytes;
    this.#pending.delete(id);
    return pending;
  }
}

/** About what a call holds in memory: its longest part is a message's content or a list. */
function bytesOf(args: readonly unknown[]): number {
  let bytes = 500;
  for (const arg of args) {
    if (Array.isArray(arg)) bytes += 200 * arg.length;
    else if (typeof arg === 'object' && arg !== null && 'content' in arg && typeof arg.content === 'string')
      bytes += 2 * arg.content.length;
  }
  return bytes;
}
