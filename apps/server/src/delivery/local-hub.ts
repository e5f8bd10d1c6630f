import type { ConversationId, ThreadAt, ThreadId, UserId } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import type { Store } from '../ports/store.ts';
import type { Connection } from './connection.ts';
import type { ConversationFeed, FeedCounters } from './conversation-feed.ts';
import type { Listener } from './listener.ts';
import { OpenFeeds } from './open-feeds.ts';
import type { Profiles } from './profiles.ts';
import { RoomNames } from './room-names.ts';
import type { ShownReceipts } from './shown-receipts.ts';
import { UserFeed } from './user-feed.ts';

/** All feeds and connections of this node. */
export class LocalHub {
  readonly #store: Store;
  readonly #profiles: Profiles;
  readonly #feeds: OpenFeeds;
  readonly #users = new Map<UserId, UserFeed>();
  readonly connections = new Set<Connection>();
  readonly names: RoomNames;

  constructor(store: Store, profiles: Profiles, receipts: ShownReceipts, counters: FeedCounters) {
    this.#store = store;
    this.#profiles = profiles;
    this.#feeds = new OpenFeeds({
      ports: store,
      profiles,
      counters,
      receipts,
      listenersOf: (user) => this.listenersOf(user),
      tellFollowers: (parent, threads) => this.#tellFollowers(parent, threads),
      readersChanged: (parent) => {
        for (const thread of this.#feeds.threadsOf(parent)) thread.recheck();
      },
      factsOf: (conversation) => this.stateOf(conversation)?.facts,
    });
    this.names = new RoomNames(this.#feeds);
  }

  /** The connection has become `connection.user`'s. `connection.ready` resolves when it hears all her conversations. */
  signIn(connection: Connection): void {
    const user = connection.user;
    if (!user) return;
    let feed = this.#users.get(user.id);
    if (!feed) {
      feed = new UserFeed(user.id, this.#feeds, this.#store, this.#profiles);
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
    feed?.forget(connection);
    if (!user || !feed || !feed.listeners.delete(connection) || feed.listeners.size > 0) return;
    feed.close();
    this.#users.delete(user.id);
    this.#store.presence.set(user.id, false);
  }

  /** Something was said in threads: those who follow one, and do not hear it, are told. */
  #tellFollowers(parent: ConversationId, threads: readonly ThreadAt[]): void {
    for (const user of this.#feeds.of(parent)?.audience.users() ?? [])
      for (const { thread } of threads) this.#users.get(user)?.saidIn(thread.id);
  }

  /** The connection hears a thread from when this resolves, until it closes it. False where it has too many open. */
  async openThread(connection: Connection, thread: ThreadId): Promise<boolean> {
    const user = connection.user && this.#users.get(connection.user.id);
    return user ? user.openThread(connection, thread) : true;
  }

  closeThread(connection: Connection, thread: ThreadId): void {
    if (connection.user) this.#users.get(connection.user.id)?.closeThread(connection, thread);
  }

  feed(conversation: ConversationId): ConversationFeed | undefined {
    return this.#feeds.of(conversation);
  }

  /** What a live feed knows of the conversation; null where there is none. */
  stateOf(conversation: ConversationId): ConversationState | null {
    return this.#feeds.of(conversation)?.state ?? null;
  }

  listenersOf(user: UserId): Iterable<Listener> {
    return this.#users.get(user)?.listeners ?? none;
  }

  /** All that the user's devices here hear from now on includes the conversation. */
  async gain(user: UserId, conversation: ConversationId): Promise<void> {
    await this.#users.get(user)?.gain(conversation);
  }

  lose(user: UserId, conversation: ConversationId): void {
    this.#users.get(user)?.lose(conversation);
  }

  muted(user: UserId, conversation: ConversationId, until: number): void {
    if (this.#users.has(user)) this.#feeds.of(conversation)?.rights.muted(user, until);
  }

  close(): void {
    for (const feed of this.#users.values()) feed.close();
    this.#users.clear();
    this.#feeds.close();
  }
}

const none: readonly Listener[] = [];
