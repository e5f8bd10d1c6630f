import { foldName } from '@rookery/protocol';
import type { ConversationId, Position, UserId } from '@rookery/protocol';
import type { Store } from '../ports/store.ts';
import type { Connection } from './connection.ts';
import { ConversationFeed } from './conversation-feed.ts';
import type { FeedCounters } from './conversation-feed.ts';
import { listenFrom } from './listen-from.ts';
import { UserFeed } from './user-feed.ts';

/** Feeds without listeners are let go this often: whoever comes back soon finds them. */
const sweepMs = 15_000;

/** All feeds and connections of this node. */
export class LocalHub {
  readonly #store: Store;
  readonly #counters: FeedCounters;
  readonly #feeds = new Map<ConversationId, ConversationFeed>();
  readonly #users = new Map<UserId, UserFeed>();
  readonly connections = new Set<Connection>();
  readonly #sweep: NodeJS.Timeout;

  constructor(store: Store, counters: FeedCounters) {
    this.#store = store;
    this.#counters = counters;
    this.#sweep = setInterval(() => this.#letGo(), sweepMs);
    this.#sweep.unref();
  }

  /** The connection has become `connection.user`'s. `connection.ready` resolves when it hears all her conversations. */
  signIn(connection: Connection): void {
    const user = connection.user;
    if (!user) return;
    let feed = this.#users.get(user.id);
    if (!feed) {
      feed = new UserFeed(user.id, this, this.#store);
      this.#users.set(user.id, feed);
      this.#store.presence.set(user.id, true);
    }
    const ready = feed.add(connection);
    connection.ready = ready;
    void ready.then(() => {
      if (connection.ready === ready) connection.ready = null;
    });
  }

  /** The socket is gone. Idempotent. */
  remove(connection: Connection): void {
    connection.closed = true;
    connection.queue.close();
    this.connections.delete(connection);
    for (const audience of [...connection.audiences]) audience.detach(connection);
    const user = connection.user;
    const feed = user && this.#users.get(user.id);
    if (!user || !feed || !feed.connections.delete(connection) || feed.connections.size > 0) return;
    feed.close();
    this.#users.delete(user.id);
    this.#store.presence.set(user.id, false);
  }

  feed(conversation: ConversationId): ConversationFeed | undefined {
    return this.#feeds.get(conversation);
  }

  connectionsOf(user: UserId): Iterable<Connection> {
    return this.#users.get(user)?.connections ?? none;
  }

  /** All that the user's devices here hear from now on includes the conversation. */
  async gain(user: UserId, conversation: ConversationId): Promise<void> {
    await this.#users.get(user)?.gain(conversation);
  }

  lose(user: UserId, conversation: ConversationId): void {
    this.#users.get(user)?.lose(conversation);
  }

  /** Opens the feeds and attaches the connections; resolves when all are heard. */
  async openAll(
    conversations: Iterable<ConversationId>,
    connections: Iterable<Connection>,
    from?: Position,
  ): Promise<void> {
    const opening: Promise<void>[] = [];
    const attached = [...connections];
    for (const conversation of conversations) {
      const live = from && this.#feeds.get(conversation);
      if (live) {
        opening.push(listenFrom(live, attached, from, this.#store.log));
        continue;
      }
      const feed = this.#open(conversation, from);
      // Attached before it is started: what it hears first is delivered to all who wait for it.
      for (const connection of attached) feed.audience.attach(connection);
      opening.push(feed.started);
    }
    await Promise.all(opening);
  }

  #open(conversation: ConversationId, from?: Position): ConversationFeed {
    const known = this.#feeds.get(conversation);
    if (known) return known;
    const feed = new ConversationFeed(conversation, this.#store, this.#counters, from);
    feed.audience.connectionsOf = (user) => this.connectionsOf(user);
    this.#feeds.set(conversation, feed);
    feed.started.catch(() => {
      // Whoever asked is told by the rejected promise and asks again; a half-open feed serves nobody.
      if (this.#feeds.get(conversation) === feed) this.#feeds.delete(conversation);
      for (const connection of [...feed.audience.listeners]) feed.audience.detach(connection);
      feed.close();
    });
    return feed;
  }

  /** The id of a public room of that name, if its feed is live here (its renames are heard then). */
  publicRoomByName(name: string): ConversationId | null {
    const folded = foldName(name);
    const cached = this.#names.get(folded);
    if (cached) {
      const facts = this.#feeds.get(cached)?.state?.facts;
      if (facts?.kind === 'room' && facts.visibility === 'public' && foldName(facts.name) === folded) return cached;
      this.#names.delete(folded);
    }
    return null;
  }

  readonly #names = new Map<string, ConversationId>();

  rememberName(name: string, conversation: ConversationId): void {
    if (this.#names.size >= 10_000) this.#names.clear();
    this.#names.set(foldName(name), conversation);
  }

  #letGo(): void {
    for (const [conversation, feed] of this.#feeds) {
      if (!feed.audience.isEmpty || !feed.state) continue;
      this.#feeds.delete(conversation);
      feed.close();
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const feed of this.#users.values()) feed.close();
    for (const feed of this.#feeds.values()) feed.close();
    this.#users.clear();
    this.#feeds.clear();
  }
}

const none: readonly Connection[] = [];
