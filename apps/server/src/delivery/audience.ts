import { isThreadId } from '@rookery/protocol';
import type { ConversationId, Head, UserId } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import type { PresenceBoard } from '../ports/presence-board.ts';
import { Frame } from './frame.ts';
import type { HeardConversation, Listener } from './listener.ts';
import type { ReaderFirsts } from './reader-firsts.ts';
import { queueLimitBytes } from './outgoing-queue.ts';

/** What an audience, and the news told to it, see of the feed that they belong to. */
export type FeedView = {
  readonly conversation: ConversationId;
  /** Null until it has started. */
  readonly state: ConversationState | null;
};

/** The listeners that a user has on this node. */
export type ListenersOf = (user: UserId) => Iterable<Listener>;

export type AudienceCounters = {
  delivered(receivers: number): void;
  lagged(): void;
};

/** A frame of the log, and where it stands there: only one of the two numbers is its own, the other is 0. */
type Placed = { readonly frame: Frame; readonly seq: number; readonly rev: number };
type Kept = { readonly deliveries: Placed[]; bytes: number };
/** `subject`: the message that it is about, 0 for none; `hidden`: what those get for whom that message does not exist, null for nothing. */
type Delivery = Placed & { readonly subject: number; readonly hidden: Frame | null };

/**
 * Who hears one conversation on this node. Each listener is in one of three states. It listens: it gets every live event. It lags: it was too slow,
 * gets no live events and is told to `sync`. It catches up: its `sync` is being answered, and what is delivered meanwhile is kept for it,
 * at most what a queue holds, and follows the answer.
 */
export class Audience implements HeardConversation {
  readonly #feed: FeedView;
  readonly #firsts: ReaderFirsts;
  readonly #presence: Pick<PresenceBoard, 'setOnlineIn'>;
  readonly #counters: AudienceCounters;
  readonly #listenersOf: ListenersOf;
  readonly listeners = new Set<Listener>();
  /** Null for one that lags; what was delivered meanwhile for one that catches up. */
  readonly #lagging = new Map<Listener, Kept | null>();
  #online = 0;

  constructor(
    feed: FeedView,
    firsts: ReaderFirsts,
    presence: Pick<PresenceBoard, 'setOnlineIn'>,
    counters: AudienceCounters,
    listenersOf: ListenersOf,
  ) {
    this.#feed = feed;
    this.#presence = presence;
    this.#counters = counters;
    this.#listenersOf = listenersOf;
    this.#firsts = firsts;
  }

  get conversation(): ConversationId {
    return this.#feed.conversation;
  }

  headFor({ userId }: Listener): Head | null {
    const head = this.#feed.state?.head;
    return head ? this.#asSeenBy(userId, head) : null;
  }

  #asSeenBy(user: UserId | null, head: Head): Head {
    const first = this.#firsts.of(user) ?? 0;
    return first > head.first && first < Infinity ? { ...head, first } : head;
  }

  /** Users that listen on this node. */
  get online(): number {
    return this.#online;
  }

  get isEmpty(): boolean {
    return this.listeners.size + this.#lagging.size === 0;
  }

  /** Those who listen, and those who will when they have caught up. */
  users(): Set<UserId> {
    const users = new Set<UserId>();
    for (const { userId } of this.everyone()) if (userId) users.add(userId);
    return users;
  }

  /** Likewise, their listeners. */
  everyone(): Listener[] {
    return [...this.listeners, ...this.#lagging.keys()];
  }

  // ---- coming and going ----

  attach(listener: Listener): void {
    if (listener.closed || this.listeners.has(listener) || this.#lagging.has(listener)) return;
    if (!this.#hasListenerOf(listener.userId)) this.#setOnline(this.#online + 1);
    this.listeners.add(listener);
    listener.audiences.add(this);
    this.#came(listener);
  }

  /** From where on she reads is to be learnt, unless another listener of hers is here. */
  #came({ userId }: Listener): void {
    if (userId && this.#firsts.of(userId) === undefined) this.#firsts.came(userId);
  }

  /** As `attach`, but what comes is kept until `caughtUp` or `giveUpCatchUp`. Whether it was not attached yet. */
  attachLater(listener: Listener): boolean {
    if (listener.closed || this.listeners.has(listener) || this.#lagging.has(listener)) return false;
    listener.audiences.add(this);
    this.#lagging.set(listener, { deliveries: [], bytes: 0 });
    this.#came(listener);
    return true;
  }

  detach(listener: Listener): void {
    listener.audiences.delete(this);
    this.#lagging.delete(listener);
    if (!this.listeners.delete(listener)) return;
    if (!this.#hasListenerOf(listener.userId)) this.#setOnline(this.#online - 1);
  }

  /** Also those of her listeners that lag: they would be told of the head. */
  detachUser(user: UserId): void {
    for (const listener of this.#listenersOf(user)) this.detach(listener);
    this.#firsts.left(user);
  }

  #hasListenerOf(user: UserId | null): boolean {
    if (user === null) return false;
    // A user has few listeners, a room many: her own list is the one to walk.
    for (const other of this.#listenersOf(user)) if (this.listeners.has(other)) return true;
    return false;
  }

  #setOnline(online: number): void {
    this.#online = online;
    // Nobody asks how many hear a thread.
    if (!isThreadId(this.#feed.conversation)) this.#presence.setOnlineIn(this.#feed.conversation, online);
  }

  close(): void {
    if (this.#online > 0) this.#setOnline(0);
  }

  // ---- delivering ----

  /** A message (`rev` 0) or a change (`seq` 0) of the log, in its order. */
  deliver(delivery: Delivery): void {
    const { frame, seq, rev, subject } = delivery;
    this.#counters.delivered(this.listeners.size);
    if (this.#firsts.isNeeded && subject > 0) {
      this.#deliverSince(delivery);
      return;
    }
    for (const listener of this.listeners) if (!listener.offer(fitFor(listener, frame))) this.#lag(listener);
    if (this.#lagging.size === 0) return;
    const placed = { frame, seq, rev };
    for (const [listener, kept] of this.#lagging) if (kept) this.#keep(listener, kept, placed);
  }

  #keep(listener: Listener, kept: Kept, placed: Placed): void {
    kept.deliveries.push(placed);
    kept.bytes += placed.frame.bytes;
    if (kept.bytes > queueLimitBytes) this.stillBehind(listener);
  }

  /** To each what she may see of it. One of whom that is not known, because she came just now, reads it herself. [ROOM-33] */
  #deliverSince({ frame, seq, rev, subject, hidden }: Delivery): void {
    const shownTo = (first: number): Frame | null => (subject >= first ? frame : hidden);
    for (const listener of this.listeners) {
      const first = this.#firsts.of(listener.userId);
      const shown = first === undefined ? null : shownTo(first);
      if (first === undefined || (shown && !listener.offer(fitFor(listener, shown)))) this.#lag(listener);
    }
    for (const [listener, kept] of this.#lagging) {
      const first = this.#firsts.of(listener.userId);
      const shown = first === undefined ? null : shownTo(first);
      if (first === undefined) this.stillBehind(listener);
      else if (kept && shown) this.#keep(listener, kept, { frame: shown, seq, rev });
    }
  }

  /** Hints that nobody misses: left out where a queue is full. */
  hint(frame: Frame, except?: (listener: Listener) => boolean): void {
    for (const listener of this.listeners) if (!except?.(listener)) listener.offer(frame);
  }

  /** What no later event repeats: who has no room for it falls behind, and learns it by its `sync`. */
  tell(frame: Frame): void {
    for (const listener of this.listeners) if (!listener.offer(frame) && listener.canSync) this.#lag(listener);
  }

  /**
   * The same of what each may see only from some number on, to those who know of it: `made` answers null where there is nothing to tell. Who catches up gets it behind
   * her answer.
   */
  tellSince(made: (first: number) => Frame | null): void {
    const frames = new Map<number, Frame | null>();
    const frameFor = (user: UserId | null): Frame | null | undefined => {
      const first = this.#firsts.isNeeded ? this.#firsts.of(user) : 0;
      if (first === undefined) return undefined;
      if (!frames.has(first)) frames.set(first, made(first));
      return frames.get(first);
    };
    for (const listener of this.listeners) {
      const frame = listener.canSync ? frameFor(listener.userId) : null;
      if (frame === undefined || (frame && !listener.offer(frame))) this.#lag(listener);
    }
    for (const [listener, kept] of this.#lagging) {
      const frame = frameFor(listener.userId);
      if (frame === undefined) this.stillBehind(listener);
      else if (kept && frame) this.#keep(listener, kept, { frame, seq: Infinity, rev: 0 });
    }
  }

  /** The log has a new epoch: what was delivered belongs to the old one. */
  reset(head: Head): void {
    const { conversation } = this.#feed;
    const frame = Frame.event('conversation:reset', { conversation, head });
    for (const listener of this.listeners) {
      const seen = this.#asSeenBy(listener.userId, head);
      listener.push(seen === head ? frame : Frame.event('conversation:reset', { conversation, head: seen }));
    }
    // What is kept belongs to the old epoch, too.
    for (const listener of this.#lagging.keys()) this.stillBehind(listener);
  }

  // ---- lagging and catching up ----

  /** A listener was too slow: its live events of this conversation stop until its `sync` has caught up. */
  #lag(listener: Listener): void {
    this.detach(listener);
    this.#counters.lagged();
    if (!listener.canSync) {
      listener.disconnect();
      return;
    }
    listener.audiences.add(this);
    this.#lagging.set(listener, null);
    listener.fellBehind();
  }

  isBehind(listener: Listener): boolean {
    return this.#lagging.has(listener);
  }

  /**
   * From now on what is delivered is kept for it, until `caughtUp` or `stillBehind`. A second `sync` beside the first keeps
   * what the first has begun with.
   */
  beginCatchUp(listener: Listener): void {
    if (this.#lagging.get(listener) === null) this.#lagging.set(listener, { deliveries: [], bytes: 0 });
  }

  /** The client holds everything up to `head`: it gets what came since, then listens again. Call right after its answer was queued. */
  caughtUp(listener: Listener, head: Head): void {
    const kept = this.#lagging.get(listener);
    if (kept === undefined) return;
    if (kept === null) {
      // More was said meanwhile than is kept: the client would wait for what does not come.
      listener.fellBehind();
      return;
    }
    this.#lagging.delete(listener);
    this.attach(listener);
    for (const { frame, seq, rev } of kept.deliveries) {
      if ((seq > head.seq || rev > head.rev) && !listener.offer(frame)) {
        this.#lag(listener);
        return;
      }
    }
  }

  stillBehind(listener: Listener): void {
    if (this.#lagging.has(listener)) this.#lagging.set(listener, null);
  }

  /** What `attachLater` began has failed: the listener is told to `sync`. One that cannot gets what comes from now on. */
  giveUpCatchUp(listener: Listener): void {
    if (!this.#lagging.has(listener)) return;
    if (!listener.canSync) {
      this.#lagging.delete(listener);
      this.attach(listener);
      return;
    }
    this.stillBehind(listener);
    listener.fellBehind();
  }
}

/** A classic client knows text alone, and has no `sync` either. */
const fitFor = ({ canSync }: Listener, frame: Frame): Frame => (canSync ? frame : (frame.inWords ?? frame));
