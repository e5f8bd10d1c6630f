import type { ConversationId } from '@rookery/protocol';
import type { Clock } from '../clock.ts';

/** What a timer can hold; a mute that lasts longer ends after this client. */
const longestMs = 2 ** 31 - 1;
/** For the server's word to come. */
const graceMs = 3_000;
/** Where the two clocks differ: when to ask again. */
const againMs = 60_000;

/**
 * The server tells each what she may do in a room when that changes, unnumbered. Where that word should have come and did not (she was away, or too slow),
 * the list is read again.
 */
export class AwaitedRights {
  readonly #clock: Clock;
  readonly #reload: () => void;
  readonly #cancels = new Map<ConversationId, () => void>();

  constructor(clock: Clock, reload: () => void) {
    this.#clock = clock;
    this.#reload = reload;
  }

  /** The room's rules have changed: hers come right after. */
  soon(conversation: ConversationId): void {
    this.#within(conversation, graceMs);
  }

  /** She is muted until then (ms since the epoch), or not at all. */
  until(conversation: ConversationId, mutedUntil: number | undefined): void {
    this.came(conversation);
    if (mutedUntil === undefined) return;
    const leftMs = mutedUntil - this.#clock.now();
    this.#within(conversation, leftMs > 0 ? leftMs + graceMs : againMs);
  }

  /** The word has come, or is of no use any more. */
  came(conversation: ConversationId): void {
    this.#cancels.get(conversation)?.();
    this.#cancels.delete(conversation);
  }

  clear(): void {
    for (const conversation of [...this.#cancels.keys()]) this.came(conversation);
  }

  #within(conversation: ConversationId, waitMs: number): void {
    this.came(conversation);
    if (waitMs > longestMs) return;
    const cancel = this.#clock.after(waitMs, () => {
      this.#cancels.delete(conversation);
      this.#reload();
    });
    this.#cancels.set(conversation, cancel);
  }
}
