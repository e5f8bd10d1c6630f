import { isThreadId } from '@rookery/protocol';
import type { ConversationId, Entry, InboxChange, ThreadId, UserId } from '@rookery/protocol';
import { peopleInLines, toEntry } from '../domain/entry.ts';
import { Few } from '../domain/few.ts';
import type { InboxLine } from '../domain/inbox-line.ts';
import type { Hearing, Listening, UserAnnouncement } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import type { UserLogStep } from '../ports/user-log.ts';
import { Frame } from './frame.ts';
import { keptNews } from './kept-news.ts';
import { notifyOf } from './kept-things.ts';
import { FollowedThreads } from './followed-threads.ts';
import type { Listener } from './listener.ts';
import type { Place } from './listen-from.ts';
import type { OpenFeeds } from './open-feeds.ts';
import type { Profiles } from './profiles.ts';

const retryMs = 500;
/** News of threads that are followed and not heard. */
const gatherMs = 1_000;

/** Messages that may have been said since she gained a conversation for them to be told; with more she reads the log like anybody else. */
const toldSinceGained = 200;

/**
 * Where she begins to hear a conversation that she has just gained. Her line is read a moment after the step: where she has read nothing yet, what
 * is in the log has been said since, like the first message of a direct conversation. A group that she had out of her inbox comes back with what was
 * said after `read`. [ROOM-31]
 */
function gainedAt({ read, state: { head, facts } }: InboxLine): Place {
  const isSaidSince = read === 0 || facts.kind === 'group' || facts.kind === 'thread';
  if (!isSaidSince || head.seq - read > toldSinceGained || head.first > 1) return head;
  return { epoch: head.epoch, seq: Math.min(read, head.seq), rev: read === 0 ? 0 : head.rev };
}

/**
 * A node's view of one user's small log, while she has listeners here: which conversations they hear, and the numbered steps that are sent to
 * them. Steps are applied one after the other; a hole is read from her log.
 */
export class UserFeed implements Hearing<UserAnnouncement> {
  readonly user: UserId;
  readonly listeners = new Few<Listener>();
  readonly #feeds: OpenFeeds;
  readonly #store: Store;
  readonly #profiles: Profiles;
  #listening: Listening | null = null;
  #rev = 0;
  /** Nobody has come since it was opened. */
  #isNew = true;
  readonly #conversations = new Few<ConversationId>();
  readonly #threads: FollowedThreads;
  /** Followed and not heard, with something new that her devices have not been told of. */
  readonly #news = new Set<ConversationId>();
  #newsTimer: NodeJS.Timeout | null = null;
  /** Order-critical: steps are applied one at a time. */
  #work: Promise<void>;
  #closed = false;

  constructor(user: UserId, feeds: OpenFeeds, store: Store, profiles: Profiles) {
    this.user = user;
    this.#feeds = feeds;
    this.#store = store;
    this.#profiles = profiles;
    this.#threads = new FollowedThreads(feeds, this.listeners);
    this.#work = this.#persist(() => this.#start());
  }

  /**
   * Resolves when it hears all of the user's conversations. What this feed has not been told of yet is read before: it may be that she was removed
   * from one of them, whose own feed has let go of her other devices and would not of this one. [ROOM-6]
   */
  add(listener: Listener): Promise<void> {
    this.listeners.add(listener);
    const wasReadNow = this.#isNew;
    this.#isNew = false;
    return this.#enqueue(async () => {
      if (!wasReadNow) await this.#catchUp();
      await this.#feeds.openAll(this.#conversations, [listener]);
      await this.#threads.hear(listener);
    });
  }

  async #start(): Promise<void> {
    this.#listening ??= await this.#store.announcements.listenToUser(this.user, this);
    if (this.#closed) return this.#listening.stop();
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const { rev, conversations, threads } = await this.#store.users.conversations(this.user);
    const now = new Set(conversations);
    for (const gone of this.#conversations) if (!now.has(gone)) this.lose(gone);
    for (const conversation of now) this.#conversations.add(conversation);
    await this.#feeds.openAll(now, this.listeners);
    await this.#threads.replace(threads);
    this.#rev = rev;
  }

  missed(): void {
    void this.#enqueue(async () => {
      await this.#catchUp();
      await this.#tellSettings();
    });
  }

  hear(announcement: UserAnnouncement): void {
    if (announcement.kind === 'revoked') {
      const gone = new Set(announcement.sessions);
      for (const listener of this.listeners)
        if (listener.sessionId !== null && gone.has(listener.sessionId)) listener.disconnect();
      return;
    }
    if (announcement.kind === 'settings') return void this.#enqueue(() => this.#tellSettings());
    if (announcement.kind === 'kept') return void this.#enqueue(() => this.#tellKept(announcement));
    void this.#enqueue(() => this.#applyOrCatchUp(announcement.step));
  }

  async #applyOrCatchUp(step: UserLogStep): Promise<void> {
    if (step.rev <= this.#rev) return;
    // Either steps are missing, or a failover took back the last one that was applied here.
    if (step.prev !== this.#rev) return this.#catchUp();
    await this.#apply(step);
  }

  async #catchUp(): Promise<void> {
    const missed = await this.#store.users.since(this.user, this.#rev);
    if (missed.status === 'steps') {
      for (const step of missed.steps) await this.#apply(step);
      return;
    }
    await this.#reload();
    // The steps are gone: a number whose predecessor no client holds makes each ask for its inbox anew.
    this.#send({ prev: this.#rev, rev: this.#rev });
  }

  async #apply(step: UserLogStep): Promise<void> {
    const change: InboxChange = { prev: step.prev, rev: step.rev };
    if (step.added) {
      const line = await this.#store.users.line(this.user, step.added);
      if (line && line.role !== 'invited') await this.gain(step.added, gainedAt(line));
      if (line) change.added = await this.#entryOf(line);
    }
    if (step.entry) {
      const line = await this.#store.users.line(this.user, step.entry);
      if (line) change.entry = await this.#entryOf(line);
    }
    if (step.removed) {
      // Before the next step is applied: that may be the one by which she follows it again.
      if (isThreadId(step.removed)) await this.#threads.lost(step.removed);
      else this.lose(step.removed);
      change.removed = step.removed;
      if (step.why) change.why = step.why;
      if (step.by) change.by = step.by;
    }
    if (step.read) change.read = step.read;
    this.#rev = step.rev;
    this.#send(change);
  }

  /** As they are now: of two changes that are told late both bring the later state. [PRI-1] */
  async #tellSettings(): Promise<void> {
    const settings = await this.#store.privacy.settings(this.user);
    const frame = Frame.event('settings:update', { settings });
    for (const listener of this.listeners) if (listener.canSync) listener.push(frame);
  }

  async #tellKept(announcement: Extract<UserAnnouncement, { kind: 'kept' }>): Promise<void> {
    const told = [...this.listeners].filter(({ canSync, id }) => canSync && id !== announcement.by);
    if (told.length === 0) return;
    const frame = await keptNews(this.#store, this.#profiles, this.user, announcement);
    if (frame) for (const listener of told) if (!listener.closed) listener.push(frame);
  }

  async #entryOf(line: InboxLine): Promise<Entry> {
    const { id } = line.state.facts;
    if (line.mutedUntil !== undefined) this.#feeds.of(id)?.rights.muted(this.user, line.mutedUntil);
    const [online = 0] = await this.#store.presence.onlineIn([id]);
    const who = await this.#profiles.whoAre(peopleInLines([line]));
    return toEntry(line, this.user, online, who, await notifyOf(this.#store.kept, this.user, id));
  }

  /**
   * Lets all listeners of the user hear the conversation; resolves when they do. From `from` on: what was said
   * between the step and the listening, like the first message of a direct conversation, is delivered too.
   */
  async gain(conversation: ConversationId, from?: Place): Promise<void> {
    if (isThreadId(conversation)) {
      if (from) await this.#hearFrom(conversation, from);
      await this.#threads.gained(conversation);
      return;
    }
    this.#conversations.add(conversation);
    await this.#feeds.openAll([conversation], this.listeners, from);
  }

  /** What was said in a thread since she follows it, to those who do not have it open. */
  async #hearFrom(thread: ConversationId, from: Place): Promise<void> {
    const hearing = [...this.listeners].filter(({ canSync }) => canSync);
    await this.#feeds.openAll([thread], hearing, from);
  }

  openThread(listener: Listener, thread: ThreadId): Promise<boolean> {
    return this.#threads.open(listener, thread);
  }

  closeThread(listener: Listener, thread: ThreadId): void {
    this.#threads.close(listener, thread);
  }

  /** Something was said in a thread: where she follows it and does not hear it, her devices are told of its line, gathered. [THR-5] */
  saidIn(thread: ThreadId): void {
    if (!this.#threads.isUnheard(thread)) return;
    this.#news.add(thread);
    this.#newsTimer ??= setTimeout(() => {
      this.#newsTimer = null;
      const threads = [...this.#news];
      this.#news.clear();
      void this.#enqueue(() => this.#tellLines(threads));
    }, gatherMs).unref();
  }

  async #tellLines(threads: readonly ConversationId[]): Promise<void> {
    for (const thread of threads) {
      const line = await this.#store.users.line(this.user, thread);
      if (line) this.#send({ prev: this.#rev, rev: this.#rev, entry: await this.#entryOf(line) });
    }
  }

  /** A room, a group or a direct conversation, and its threads. */
  lose(conversation: ConversationId): void {
    this.#threads.parentLost(conversation);
    this.#conversations.delete(conversation);
    this.#feeds.of(conversation)?.audience.detachUser(this.user);
  }

  #send(change: InboxChange): void {
    const frame = Frame.event('inbox:update', change);
    // A step that was missed is asked for by `sync`: who knows none of that has no use for the numbers.
    for (const listener of this.listeners) if (listener.canSync) listener.push(frame);
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#persist(step));
    return this.#work;
  }

  /** A step that fails is tried again while anybody is here: the store comes back, the hints do not. */
  async #persist(step: () => Promise<void>): Promise<void> {
    while (!this.#closed) {
      try {
        await step();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  forget(listener: Listener): void {
    this.#threads.forget(listener);
  }

  close(): void {
    this.#closed = true;
    if (this.#newsTimer) clearTimeout(this.#newsTimer);
    this.#listening?.stop();
  }
}
