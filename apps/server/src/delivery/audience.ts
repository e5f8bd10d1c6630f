import type { Position, UserId } from '@rookery/protocol';
import type { PresenceBoard } from '../ports/presence-board.ts';
import type { Connection } from './connection.ts';
import type { ConversationFeed } from './conversation-feed.ts';
import { Frame } from './frame.ts';
import { queueLimitBytes } from './outgoing-queue.ts';

export type AudienceCounters = {
  delivered(receivers: number): void;
  lagged(): void;
};

/** A frame of the log, and where it stands there: only one of the two numbers is its own, the other is 0. */
type Delivery = { readonly frame: Frame; readonly seq: number; readonly rev: number };
type Kept = { readonly deliveries: Delivery[]; bytes: number };

/**
 * Who hears one conversation on this node. Each connection listens, or lags, or catches up: it lags when it was too slow, gets none of the live
 * events then and is told to `sync`; from the beginning of that what is delivered is kept for it, at most what a queue holds, and follows
 * the answer.
 */
export class Audience {
  readonly #feed: Pick<ConversationFeed, 'conversation' | 'state'>;
  readonly #presence: Pick<PresenceBoard, 'setOnlineIn'>;
  readonly #counters: AudienceCounters;
  readonly listeners = new Set<Connection>();
  /** Null for one that lags; what was delivered meanwhile for one that catches up. */
  readonly #lagging = new Map<Connection, Kept | null>();
  #online = 0;

  constructor(
    feed: Pick<ConversationFeed, 'conversation' | 'state'>,
    presence: Pick<PresenceBoard, 'setOnlineIn'>,
    counters: AudienceCounters,
  ) {
    this.#feed = feed;
    this.#presence = presence;
    this.#counters = counters;
  }

  /** Users that listen. */
  get online(): number {
    return this.#online;
  }

  get isEmpty(): boolean {
    return this.listeners.size + this.#lagging.size === 0;
  }

  /** Those who listen, and those who will when they have caught up. */
  users(): Set<UserId> {
    const users = new Set<UserId>();
    for (const { user } of [...this.listeners, ...this.#lagging.keys()]) if (user) users.add(user.id);
    return users;
  }

  // ---- coming and going ----

  attach(connection: Connection): void {
    if (connection.closed || this.listeners.has(connection) || this.#lagging.has(connection)) return;
    if (!this.#hasListenerOf(connection.user?.id)) this.#setOnline(this.#online + 1);
    this.listeners.add(connection);
    connection.audiences.add(this);
  }

  /** As `attach`, but what comes is kept until `caughtUp` or `giveUpCatchUp`. Whether it was not attached yet. */
  attachLater(connection: Connection): boolean {
    if (connection.closed || this.listeners.has(connection) || this.#lagging.has(connection)) return false;
    connection.audiences.add(this);
    this.#lagging.set(connection, { deliveries: [], bytes: 0 });
    return true;
  }

  detach(connection: Connection): void {
    connection.audiences.delete(this);
    this.#lagging.delete(connection);
    if (!this.listeners.delete(connection)) return;
    if (!this.#hasListenerOf(connection.user?.id)) this.#setOnline(this.#online - 1);
  }

  /** Her lagging connections are let go too: they would be told of the head. */
  detachUser(user: UserId): void {
    for (const connection of this.connectionsOf(user)) this.detach(connection);
  }

  #hasListenerOf(user: UserId | undefined): boolean {
    if (user === undefined) return false;
    // A user has few connections, a room many: her own list is the one to walk.
    for (const other of this.connectionsOf(user)) if (this.listeners.has(other)) return true;
    return false;
  }

  /** Set by the hub. */
  connectionsOf: (user: UserId) => Iterable<Connection> = () => [];

  #setOnline(online: number): void {
    this.#online = online;
    this.#presence.setOnlineIn(this.#feed.conversation, online);
  }

  close(): void {
    if (this.#online > 0) this.#setOnline(0);
  }

  // ---- what it is told ----

  /** A message (`rev` 0) or a change (`seq` 0) of the log, in its order. */
  deliver(frame: Frame, seq: number, rev: number): void {
    this.#counters.delivered(this.listeners.size);
    for (const connection of this.listeners) if (!connection.queue.offer(frame)) this.#lag(connection);
    if (this.#lagging.size === 0) return;
    const delivery = { frame, seq, rev };
    for (const [connection, kept] of this.#lagging) {
      if (!kept) continue;
      kept.deliveries.push(delivery);
      kept.bytes += frame.bytes;
      if (kept.bytes > queueLimitBytes) this.stillBehind(connection);
    }
  }

  /** Hints that nobody misses: left out where a queue is full. */
  hint(frame: Frame, except?: (connection: Connection) => boolean): void {
    for (const connection of this.listeners) if (!except?.(connection)) connection.queue.offer(frame);
  }

  /** What it was told belongs to an old life of the log. */
  reset(head: Position): void {
    const frame = Frame.event('conversation:reset', { conversation: this.#feed.conversation, head });
    for (const connection of this.listeners) connection.queue.push(frame);
    // What is kept belongs to the old life, too.
    for (const connection of this.#lagging.keys()) this.stillBehind(connection);
  }

  // ---- lagging and catching up ----

  /** A connection was too slow: its live events of this conversation stop until its `sync` has caught up. */
  #lag(connection: Connection): void {
    this.detach(connection);
    this.#counters.lagged();
    if (connection.isClassic) {
      connection.disconnect();
      return;
    }
    connection.audiences.add(this);
    this.#lagging.set(connection, null);
    this.#tellOfLag(connection);
  }

  #tellOfLag(connection: Connection): void {
    connection.queue.onRoom ??= () => {
      for (const audience of connection.audiences) {
        const { conversation, state } = audience.#feed;
        if (state && audience.isBehind(connection)) connection.send('feed:lagging', { conversation, head: state.head });
      }
    };
  }

  /** Whether it lags or catches up. */
  isBehind(connection: Connection): boolean {
    return this.#lagging.has(connection);
  }

  /**
   * From now on what is delivered is kept for `connection`, until `caughtUp` or `stillBehind`. A second `sync` beside the first keeps
   * what the first has begun with.
   */
  beginCatchUp(connection: Connection): void {
    if (this.#lagging.get(connection) === null) this.#lagging.set(connection, { deliveries: [], bytes: 0 });
  }

  /** The client holds everything up to `head`: it gets what came since, then listens again. Call right after its answer was queued. */
  caughtUp(connection: Connection, head: Position): void {
    const kept = this.#lagging.get(connection);
    if (kept === undefined) return;
    if (kept === null) {
      // More was said meanwhile than is kept: the client would wait for what does not come.
      this.#tellOfLag(connection);
      return;
    }
    this.#lagging.delete(connection);
    this.attach(connection);
    for (const { frame, seq, rev } of kept.deliveries) {
      if ((seq > head.seq || rev > head.rev) && !connection.queue.offer(frame)) {
        this.#lag(connection);
        return;
      }
    }
  }

  stillBehind(connection: Connection): void {
    if (this.#lagging.has(connection)) this.#lagging.set(connection, null);
  }

  /** What `attachLater` began has come to nothing: the client is told to ask. A classic one cannot, and hears what comes from now on. */
  giveUpCatchUp(connection: Connection): void {
    if (!this.#lagging.has(connection)) return;
    if (connection.isClassic) {
      this.#lagging.delete(connection);
      this.attach(connection);
      return;
    }
    this.stillBehind(connection);
    this.#tellOfLag(connection);
  }
}
