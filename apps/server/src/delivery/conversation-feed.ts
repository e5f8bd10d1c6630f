import type { ConversationId, Position, User, UserId } from '@rookery/protocol';
import type { ConversationFacts, ConversationState } from '../domain/conversation.ts';
import { toWireMessage } from '../domain/log.ts';
import type { LogChange, LogMessage } from '../domain/log.ts';
import type { ConversationAnnouncement, Listening } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import type { Connection } from './connection.ts';
import { Frame } from './frame.ts';
import { queueLimitBytes } from './outgoing-queue.ts';
import { MemberNews } from './member-news.ts';
import { TypingNews } from './typing-news.ts';

/** Announcements kept while the log is being read; beyond it the log is read again instead. */
const heldLimit = 2_000;
const tailPage = 200;
/** After a failed read of the log: when to try again. */
const retryMs = 500;

export type FeedPorts = Pick<Store, 'log' | 'directory' | 'announcements' | 'presence'>;
/** What is numbered, or versioned. */
type News = Exclude<ConversationAnnouncement, { kind: 'typing' }>;
type Kept = { readonly frames: Frame[]; bytes: number };

export type FeedCounters = {
  heard(): void;
  repaired(): void;
  delivered(receivers: number): void;
  lagged(): void;
  reset(): void;
};

/**
 * A node's ordered view of one conversation's log, while it has listeners here. It delivers each message once and in order: it drops what it
 * knows, and where it sees a hole it reads the log before it goes on.
 *
 * The order of its start is the proof that nothing falls between: first it hears the announcements, then it reads the head. [RES-3]
 */
export class ConversationFeed {
  readonly conversation: ConversationId;
  readonly listeners = new Set<Connection>();
  /** Connections that were too slow. While one catches up: what it will get after the answer to its `sync`, at most what a queue holds. */
  readonly #lagging = new Map<Connection, Kept | null>();
  readonly #ports: FeedPorts;
  readonly #counters: FeedCounters;
  readonly #members: MemberNews;
  readonly #typing: TypingNews;
  #listening: Listening | null = null;
  #state: ConversationState | null = null;
  /** Announcements that wait for a read of the log. Null while live. */
  #held: News[] | null = [];
  #repairing = false;
  #isAnswered = false;
  #repairAgain = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #online = 0;
  #closed = false;
  readonly started: Promise<void>;

  /** `from`: where its first listeners stand; without it they stand at the head. */
  constructor(conversation: ConversationId, ports: FeedPorts, counters: FeedCounters, from?: Position) {
    this.conversation = conversation;
    this.#ports = ports;
    this.#counters = counters;
    this.#members = new MemberNews(this);
    this.#typing = new TypingNews(this);
    this.started = this.#start(from);
  }

  /** Null until it has started. */
  get state(): ConversationState | null {
    return this.#state;
  }

  /** The head as delivered so far, when it is exactly known. */
  get liveHead(): Position | null {
    return this.#held === null ? (this.#state?.head ?? null) : null;
  }

  get online(): number {
    return this.#online;
  }

  async #start(from: Position | undefined): Promise<void> {
    this.#listening = await this.#ports.announcements.listenToConversation(this.conversation, {
      hear: (announcement) => this.#hear(announcement),
      missed: () => this.#repair(),
    });
    const [state] = await this.#ports.log.states([this.conversation]);
    if (this.#closed) return this.#listening.stop();
    if (!state) throw new Error('a feed was opened for a conversation that does not exist');
    const isBehind = from !== undefined && from.epoch === state.head.epoch && from.seq < state.head.seq;
    this.#state = isBehind ? { ...state, head: from } : state;
    if (isBehind) await this.#readOn();
    this.#goLive();
  }

  // ---- listeners ----

  attach(connection: Connection): void {
    if (connection.closed || this.listeners.has(connection) || this.#lagging.has(connection)) return;
    if (!this.#hasListenerOf(connection.user?.id)) this.#setOnline(this.#online + 1);
    this.listeners.add(connection);
    connection.feeds.add(this);
  }

  /** As `attach`, but what comes is kept until `caughtUp` or `giveUpCatchUp`. Whether it was not attached yet. */
  attachLater(connection: Connection): boolean {
    if (connection.closed || this.listeners.has(connection) || this.#lagging.has(connection)) return false;
    connection.feeds.add(this);
    this.#lagging.set(connection, { frames: [], bytes: 0 });
    return true;
  }

  isCatchingUp(connection: Connection): boolean {
    return this.#lagging.has(connection);
  }

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

  detach(connection: Connection): void {
    connection.feeds.delete(this);
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
    this.#ports.presence.setOnlineIn(this.conversation, online);
  }

  /** A connection was too slow: its live events of this conversation stop until its `sync` has caught up. */
  #lag(connection: Connection): void {
    this.detach(connection);
    this.#counters.lagged();
    if (connection.isClassic) {
      connection.disconnect();
      return;
    }
    connection.feeds.add(this);
    this.#lagging.set(connection, null);
    this.#tellOfLag(connection);
  }

  #tellOfLag(connection: Connection): void {
    connection.queue.onRoom ??= () => {
      for (const feed of connection.feeds) {
        const head = feed.#lagging.has(connection) ? feed.state?.head : undefined;
        if (head) connection.send('feed:lagging', { conversation: feed.conversation, head });
      }
    };
  }

  /**
   * From now on what is delivered is kept for `connection`, until `caughtUp` or `stillBehind`. A second `sync` beside the first keeps
   * what the first has begun with.
   */
  beginCatchUp(connection: Connection): void {
    if (this.#lagging.get(connection) === null) this.#lagging.set(connection, { frames: [], bytes: 0 });
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
    for (const frame of kept.frames) {
      const at = framePosition.get(frame);
      if (at && (at.seq > head.seq || at.rev > head.rev) && !connection.queue.offer(frame)) {
        this.#lag(connection);
        return;
      }
    }
  }

  stillBehind(connection: Connection): void {
    if (this.#lagging.has(connection)) this.#lagging.set(connection, null);
  }

  /** Whether anybody here listens, or will when it has caught up. */
  get isNeeded(): boolean {
    return this.listeners.size + this.#lagging.size > 0;
  }

  // ---- what is heard ----

  #hear(announcement: ConversationAnnouncement): void {
    if (this.#closed) return;
    this.#counters.heard();
    if (announcement.kind === 'typing') {
      if (this.listeners.size > 0) this.#typing.set(announcement.user, announcement.on);
      return;
    }
    if (this.#held) {
      if (this.#held.length < heldLimit) this.#held.push(announcement);
      else this.#repairAgain = true;
      return;
    }
    this.#take(announcement);
  }

  #take(announcement: News): void {
    const state = this.#state;
    if (!state) return;
    if (announcement.kind === 'members') {
      this.#takeMembers(announcement, state);
      return;
    }
    if (announcement.removals > state.removals) return this.#holdAndRepair(announcement);
    if (announcement.kind === 'reset') {
      if (announcement.head.epoch !== state.head.epoch) this.#holdAndRepair(announcement);
      return;
    }
    if (announcement.epoch !== state.head.epoch) return this.#holdAndRepair(announcement);
    if (announcement.kind === 'message') {
      const { seq, id } = announcement.message;
      if (seq === state.head.seq + 1) return this.#deliverMessage(announcement.message);
      // Known already; unless it is another one under a number that was delivered.
      if (seq < state.head.seq || (seq === state.head.seq && id === state.head.id)) return;
    } else {
      const { prev, rev, id } = announcement.change;
      if (prev <= state.head.rev && rev > state.head.rev)
        return this.#deliverChange(announcement.change, announcement.facts);
      if (rev < state.head.rev || (rev === state.head.rev && id === state.head.change)) return;
    }
    this.#holdAndRepair(announcement);
  }

  #takeMembers(announcement: Extract<ConversationAnnouncement, { kind: 'members' }>, state: ConversationState): void {
    if (announcement.removals > state.removals) {
      // Only the very next removal says all that there is to know; otherwise the members are looked up.
      if (announcement.left === undefined || announcement.removals !== state.removals + 1)
        return this.#holdAndRepair(announcement);
      this.detachUser(announcement.left);
    }
    this.#state = {
      ...state,
      members: announcement.members,
      removals: Math.max(state.removals, announcement.removals),
    };
    this.#members.note(announcement.joined, announcement.left);
  }

  // ---- delivery ----

  #deliverMessage(message: LogMessage): void {
    const state = this.#state;
    if (!state) return;
    this.#state = { ...state, head: { ...state.head, seq: message.seq, id: message.id } };
    this.#typing.stopped(message.user.id);
    if (!this.isNeeded) return;
    this.#fanOut(Frame.event('message:receive', toWireMessage(message, state.facts)), message.seq, 0);
  }

  #deliverChange(change: LogChange, facts: ConversationFacts | undefined): void {
    const state = this.#state;
    if (!state) return;
    this.#state = {
      ...state,
      facts: facts ?? state.facts,
      head: { ...state.head, rev: change.rev, change: change.id },
    };
    if (!this.isNeeded) return;
    this.#fanOut(Frame.event('message:update', change), 0, change.rev);
  }

  #fanOut(frame: Frame, seq: number, rev: number): void {
    this.#counters.delivered(this.listeners.size);
    for (const connection of this.listeners) if (!connection.queue.offer(frame)) this.#lag(connection);
    if (this.#lagging.size === 0) return;
    framePosition.set(frame, { seq, rev });
    for (const [connection, kept] of this.#lagging) {
      if (!kept) continue;
      kept.frames.push(frame);
      kept.bytes += frame.bytes;
      if (kept.bytes > queueLimitBytes) this.stillBehind(connection);
    }
  }

  /** Hints that nobody misses: left out where a queue is full. */
  hint(frame: Frame, except?: (connection: Connection) => boolean): void {
    for (const connection of this.listeners) if (!except?.(connection)) connection.queue.offer(frame);
  }

  // ---- repair ----

  /** Asks the log about an announcement that does not go on from here; once, for what was heard before the log was read has its answer. */
  #holdAndRepair(announcement: News): void {
    if (this.#isAnswered) return;
    this.#held = [announcement];
    this.#repair();
  }

  #repair(): void {
    if (this.#closed || !this.#state) return;
    this.#held ??= [];
    if (this.#repairing) {
      this.#repairAgain = true;
      return;
    }
    this.#repairing = true;
    this.#counters.repaired();
    const heardBefore = this.#held.length;
    this.#readOn().then(
      () => {
        this.#repairing = false;
        if (this.#repairAgain) {
          this.#repairAgain = false;
          this.#repair();
        } else this.#goLive(heardBefore);
      },
      () => {
        this.#repairing = false;
        this.#retryTimer = setTimeout(() => this.#repair(), retryMs);
      },
    );
  }

  /** Reads the log from where this feed stands to its end, and looks up who may still listen. */
  async #readOn(): Promise<void> {
    for (;;) {
      const state = this.#state;
      if (!state || this.#closed) return;
      const held = state.head;
      const tail = await this.#ports.log.tail(this.conversation, { seq: held.seq, rev: held.rev }, tailPage);
      if (!tail) return;
      if (tail.state.removals !== state.removals) await this.#recheckMembers();
      const contradicts = tail.at.id !== held.id || tail.at.change !== held.change;
      if (tail.state.head.epoch !== held.epoch || contradicts) {
        const settled =
          contradicts && tail.state.head.epoch === held.epoch
            ? await this.#ports.log.contest(this.conversation, held)
            : tail.state;
        this.#reset(settled);
        return;
      }
      this.#state = { ...tail.state, head: held };
      for (const message of tail.messages) this.#deliverMessage(message);
      for (const change of tail.changes) this.#deliverChange(change, undefined);
      // A page of changes whose log was cut: the rest cannot be replayed, clients see the gap in `prev` and ask.
      if (tail.messages.length === 0 && tail.changes.length === 0) {
        this.#state = tail.state;
        return;
      }
    }
  }

  async #recheckMembers(): Promise<void> {
    const users = new Set<UserId>();
    for (const connection of [...this.listeners, ...this.#lagging.keys()])
      if (connection.user) users.add(connection.user.id);
    if (users.size === 0) return;
    const members = await this.#ports.directory.membersAmong(this.conversation, [...users]);
    for (const user of users) if (!members.has(user)) this.detachUser(user);
  }

  #reset(state: ConversationState): void {
    this.#counters.reset();
    this.#state = state;
    const frame = Frame.event('conversation:reset', { conversation: this.conversation, head: state.head });
    for (const connection of this.listeners) connection.queue.push(frame);
    // What is kept belongs to the old life.
    for (const connection of this.#lagging.keys()) this.stillBehind(connection);
  }

  /** `heardBefore`: so many of those held were heard before the log was read. Of another epoch, or beyond the end, they are another life's. */
  #goLive(heardBefore = 0): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const [index, announcement] of held.entries()) {
      this.#isAnswered = index < heardBefore;
      this.#take(announcement);
      this.#isAnswered = false;
      if (this.#held !== null) {
        // A hole again: the rest waits behind it.
        (this.#held as News[]).push(...held.slice(index + 1));
        return;
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#listening?.stop();
    this.#members.close();
    this.#typing.close();
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    if (this.#online > 0) this.#setOnline(0);
  }

  typists(): readonly User[] {
    return this.#typing.users();
  }
}

/** Where a frame that is kept for a catching-up connection stands in the log. */
const framePosition = new WeakMap<Frame, { readonly seq: number; readonly rev: number }>();
