import type { ConversationId, ThreadAt } from '@rookery/protocol';
import type { ConversationLog } from '../ports/conversation-log.ts';
import type { Audience, FeedView } from './audience.ts';
import { Frame } from './frame.ts';

/** Between two events. A little more than the store's own pause between two hints, so that what was said within that is read after it. */
const gatherMs = 1_100;
const threadsPage = 100;
const retryMs = 500;

/** Tells those who follow these threads and do not hear them, that there is something new. */
export type TellFollowers = (parent: ConversationId, threads: readonly ThreadAt[]) => void;

/**
 * Gathers what is said in the threads of a conversation into `thread:update`, at most one a second: each thread as it is then. The store gives hints, at most one a second; what
 * has changed is read after each, and once more when no hint of what was said since would have come. [THR-3]
 */
export class ThreadNews {
  readonly #feed: FeedView;
  readonly #audience: Audience;
  readonly #log: Pick<ConversationLog, 'threads'>;
  readonly #tellFollowers: TellFollowers;
  #mark: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #readAt = 0;
  #isReading = false;
  #isHeard = false;
  #isClosed = false;

  constructor(feed: FeedView, audience: Audience, log: Pick<ConversationLog, 'threads'>, tellFollowers: TellFollowers) {
    this.#feed = feed;
    this.#audience = audience;
    this.#log = log;
    this.#tellFollowers = tellFollowers;
  }

  /** What those who listen have been told of; null before the feed has started. */
  get mark(): number | null {
    return this.#mark;
  }

  /** The log was read: so much has been said. */
  stands(mark: number): void {
    if (this.#mark === null) this.#mark = mark;
    else if (mark !== this.#mark) this.heard();
  }

  heard(): void {
    this.#isHeard = true;
    this.#readSoon();
  }

  #readSoon(): void {
    if (this.#isReading || this.#isClosed || this.#audience.isEmpty) return;
    this.#timer ??= setTimeout(
      () => void this.#read(),
      Math.max(0, this.#readAt + gatherMs - performance.now()),
    ).unref();
  }

  async #read(): Promise<void> {
    this.#timer = null;
    this.#isReading = true;
    this.#readAt = performance.now();
    this.#isHeard = false;
    let isNews = false;
    try {
      const before = this.#mark ?? 0;
      const { mark, changed, removals, isMore } = await this.#log.threads(this.#feed.conversation, before, threadsPage);
      if (this.#isClosed) return;
      // Somebody left whom this node still has among those who listen: her leaving is heard, or looked up, first.
      const isBehind = removals !== this.#feed.state?.removals;
      isNews = isBehind || isMore || mark !== before;
      if (!isBehind) this.#tell(mark, changed);
    } catch {
      // The store is away.
      isNews = true;
      this.#readAt = performance.now() - gatherMs + retryMs;
    } finally {
      this.#isReading = false;
    }
    if (isNews || this.#isHeard) this.#readSoon();
  }

  #tell(mark: number, changed: readonly ThreadAt[]): void {
    this.#mark = mark;
    if (changed.length === 0) return;
    const { conversation } = this.#feed;
    this.#audience.tellSince((first) => {
      const threads = changed.filter(({ seq }) => seq >= first);
      return threads.length === 0 ? null : Frame.event('thread:update', { conversation, mark, threads });
    });
    this.#tellFollowers(conversation, changed);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }
}
