import type { ConversationId } from '@rookery/protocol';
import { readThreadId } from '../domain/thread-id.ts';
import { ConversationFeed } from './conversation-feed.ts';
import type { FeedSurroundings } from './conversation-feed.ts';
import { listenFrom } from './listen-from.ts';
import type { Place } from './listen-from.ts';
import type { Listener } from './listener.ts';

/** Feeds without listeners are closed this often: whoever comes back soon finds them. */
const sweepMs = 15_000;

/** The feeds of all conversations that have listeners on this node, or had until a moment ago. */
export class OpenFeeds {
  readonly #surroundings: FeedSurroundings;
  readonly #feeds = new Map<ConversationId, ConversationFeed>();
  readonly #sweep: NodeJS.Timeout;

  constructor(surroundings: FeedSurroundings) {
    this.#surroundings = surroundings;
    this.#sweep = setInterval(() => this.#closeUnheard(), sweepMs);
    this.#sweep.unref();
  }

  of(conversation: ConversationId): ConversationFeed | undefined {
    return this.#feeds.get(conversation);
  }

  /** The threads of a conversation that are open here. */
  *threadsOf(parent: ConversationId): Iterable<ConversationFeed> {
    for (const feed of this.#feeds.values()) if (readThreadId(feed.conversation)?.parent === parent) yield feed;
  }

  /** Opens the feeds and attaches the listeners; resolves when all are heard. */
  async openAll(conversations: Iterable<ConversationId>, listeners: Iterable<Listener>, from?: Place): Promise<void> {
    const opening: Promise<void>[] = [];
    const attached = [...listeners];
    for (const conversation of conversations) {
      const feed = this.#open(conversation);
      if (from) {
        opening.push(listenFrom(feed, attached, from, this.#surroundings));
        continue;
      }
      // Attached before it is started: what it hears first is delivered to all who wait for it.
      for (const listener of attached) feed.audience.attach(listener);
      opening.push(feed.started);
    }
    await Promise.all(opening);
  }

  #open(conversation: ConversationId): ConversationFeed {
    const known = this.#feeds.get(conversation);
    if (known) return known;
    const feed = new ConversationFeed(conversation, this.#surroundings);
    this.#feeds.set(conversation, feed);
    feed.started.catch(() => {
      // Whoever asked gets the rejected promise and asks again; a half-open feed serves nobody.
      if (this.#feeds.get(conversation) === feed) this.#feeds.delete(conversation);
      for (const listener of [...feed.audience.listeners]) feed.audience.detach(listener);
      feed.close();
    });
    return feed;
  }

  #closeUnheard(): void {
    for (const [conversation, feed] of this.#feeds) {
      if (!feed.audience.isEmpty || !feed.state) continue;
      this.#feeds.delete(conversation);
      feed.close();
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }
}
