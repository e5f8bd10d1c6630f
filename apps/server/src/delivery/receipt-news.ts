import { limits } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { Audience } from './audience.ts';
import type { FeedView } from './audience.ts';
import { Frame } from './frame.ts';
import type { ShownReceipts } from './shown-receipts.ts';

const gatherMs = 300;

/** Gathers how far members have read into `receipts:update`, of each the last. Told to those who show theirs. [KEEP-8] */
export class ReceiptNews {
  readonly #feed: FeedView;
  readonly #audience: Audience;
  readonly #receipts: ShownReceipts;
  #read: Map<UserId, number> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(feed: FeedView, audience: Audience, receipts: ShownReceipts) {
    this.#feed = feed;
    this.#audience = audience;
    this.#receipts = receipts;
  }

  note(user: UserId, seq: number): void {
    this.#read ??= new Map();
    this.#read.set(user, seq);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // The store is away: a hint that nobody misses.
      this.#send().catch(() => undefined);
    }, gatherMs);
  }

  async #send(): Promise<void> {
    const read = this.#read ?? new Map<UserId, number>();
    this.#read = null;
    if ((this.#feed.state?.members ?? Infinity) > limits.receiptPeople) return;
    const { conversation } = this.#feed;
    const frames = [...read].map(([user, seq]) => ({
      user,
      frame: Frame.event('receipts:update', { conversation, user, seq }),
    }));
    for (const listener of [...this.#audience.listeners]) {
      const { userId, canSync } = listener;
      if (userId === null || !canSync || !(await this.#receipts.shows(userId))) continue;
      // She may have left while her choice was looked up.
      if (!this.#audience.listeners.has(listener)) continue;
      for (const { user, frame } of frames) if (user !== userId) listener.offer(frame);
    }
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
