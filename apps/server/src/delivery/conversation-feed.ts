import type { ConversationId, Head, UserId } from '@rookery/protocol';
import { contentInWords } from '../domain/content-in-words.ts';
import { placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts, ConversationState } from '../domain/conversation.ts';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { LogChange, LogMessage } from '../domain/log.ts';
import type { ConversationAnnouncement, Listening } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import { Audience } from './audience.ts';
import type { AudienceCounters, ListenersOf } from './audience.ts';
import { Frame } from './frame.ts';
import { nobody } from '../domain/who.ts';
import type { Who } from '../domain/who.ts';
import { MemberNews } from './member-news.ts';
import { OnlineCount } from './online-count.ts';
import type { Profiles } from './profiles.ts';
import { ReceiptNews } from './receipt-news.ts';
import { ReaderFirsts } from './reader-firsts.ts';
import { RightsNews } from './rights-news.ts';
import type { ShownReceipts } from './shown-receipts.ts';
import { ThreadNews } from './thread-news.ts';
import type { TellFollowers } from './thread-news.ts';
import { TypingNews } from './typing-news.ts';

/** Announcements kept while the log is being read; beyond it the log is read again instead. */
const heldLimit = 2_000;
const tailPage = 200;
/** After a failed read of the log: when to try again. */
const retryMs = 500;

export type FeedPorts = Pick<Store, 'log' | 'membership' | 'moderation' | 'announcements' | 'presence'>;
/** What is numbered, or versioned. */
type News = Exclude<ConversationAnnouncement, { kind: 'typing' | 'standing' | 'read' }>;

export type FeedCounters = AudienceCounters & {
  heard(): void;
  /** A message or a change has come. */
  moved(conversation: ConversationId): void;
  /** A message was put into the queues of so many listeners. */
  gaveOut(message: LogMessage, listeners: number): void;
  repaired(): void;
  reset(): void;
};

/** What all feeds of a node share. */
export type FeedSurroundings = {
  readonly ports: FeedPorts;
  readonly profiles: Profiles;
  readonly counters: FeedCounters;
  readonly listenersOf: ListenersOf;
  readonly receipts: ShownReceipts;
  readonly tellFollowers: TellFollowers;
  /** Who may read what of it has changed for all: its threads look again who hears them. */
  readonly readersChanged: (conversation: ConversationId) => void;
  /** What a live feed of this node knows of a conversation. */
  readonly factsOf: (conversation: ConversationId) => ConversationFacts | undefined;
};

/**
 * A node's ordered view of one conversation's log, while it has listeners here. It delivers each message once and in order: it drops what it
 * knows, and where it sees a hole it reads the log before it goes on.
 *
 * The order of its start is the proof that nothing falls between: first it hears the announcements, then it reads the head. [RES-3]
 */
export class ConversationFeed {
  readonly conversation: ConversationId;
  readonly audience: Audience;
  readonly online: OnlineCount;
  readonly #ports: FeedPorts;
  readonly #profiles: Profiles;
  readonly #counters: FeedCounters;
  /** From where on each listener reads, in a room whose history begins at one's joining. */
  readonly #firsts = new ReaderFirsts();
  readonly #members: MemberNews;
  readonly #typing: TypingNews;
  readonly rights: RightsNews;
  readonly #receipts: ReceiptNews;
  readonly threads: ThreadNews;
  readonly #surroundings: FeedSurroundings;
  #listening: Listening | null = null;
  #state: ConversationState | null = null;
  /** Announcements that wait for a read, of the log or of who wrote them. Null while live. */
  #held: News[] | null = [];
  /** One read at a time: it moves the head, or is about to. */
  #reading = false;
  #repairAgain = false;
  /** How often it was asked whether everybody may still listen, and up to which of these that was looked up. */
  #rechecksAsked = 0;
  #rechecksDone = 0;
  #retryTimer: NodeJS.Timeout | null = null;
  #closed = false;
  readonly started: Promise<void>;

  constructor(conversation: ConversationId, surroundings: FeedSurroundings) {
    const { ports, profiles, counters, listenersOf, tellFollowers, receipts } = surroundings;
    this.#surroundings = surroundings;
    this.conversation = conversation;
    this.#ports = ports;
    this.#profiles = profiles;
    this.#counters = counters;
    this.audience = new Audience(this, this.#firsts, ports.presence, counters, listenersOf);
    this.online = new OnlineCount(this.audience, ports.presence);
    this.#members = new MemberNews(this, this.audience, profiles, this.online);
    this.#typing = new TypingNews(conversation, this.audience, profiles);
    this.#receipts = new ReceiptNews(this, this.audience, receipts);
    this.rights = new RightsNews(this, this.audience, ports.moderation);
    this.threads = new ThreadNews(this, this.audience, ports.log, tellFollowers);
    this.started = this.#start();
  }

  /** Null until it has started. */
  get state(): ConversationState | null {
    return this.#state;
  }

  /** The head as delivered so far, when it is exactly known. */
  get liveHead(): Head | null {
    return this.#held === null ? (this.#state?.head ?? null) : null;
  }

  /** The same as one listener sees it; null also where it is not known from where on she reads. */
  liveHeadFor(user: UserId): Head | null {
    const head = this.liveHead;
    if (!head || !this.#firsts.isNeeded) return head;
    const first = this.#firsts.of(user);
    return first === undefined ? null : { ...head, first: Math.max(head.first, first) };
  }

  /** Whether each reads from another number on. */
  get isSinceJoin(): boolean {
    return this.#firsts.isNeeded;
  }

  #setState(state: ConversationState): void {
    this.#state = state;
    const isSinceJoin = state.facts.kind === 'room' && state.facts.history === 'since-join';
    if (isSinceJoin && !this.#firsts.isNeeded) this.#surroundings.readersChanged(this.conversation);
    this.#firsts.follow(isSinceJoin, () => this.audience.users());
  }

  /** Whoever may not read it (any more) hears it no longer. A part of a repair: two reads beside each other would set the head back. [DEL-2] */
  recheck(): void {
    this.#rechecksAsked += 1;
    this.#repair();
  }

  async #start(): Promise<void> {
    this.#listening = await this.#ports.announcements.listenToConversation(this.conversation, {
      hear: (announcement) => this.#hear(announcement),
      missed: () => this.#repair(),
    });
    const [state] = await this.#ports.log.states([this.conversation]);
    if (this.#closed) return this.#listening.stop();
    if (!state) throw new Error('a feed was opened for a conversation that does not exist');
    this.#setState(state);
    this.threads.stands(state.mark);
    if (this.#rechecksDone < this.#rechecksAsked) this.#repair();
    else this.#goLive();
  }

  // ---- what is heard ----

  #hear(announcement: ConversationAnnouncement): void {
    if (this.#closed) return;
    this.#counters.heard();
    if (announcement.kind === 'typing') {
      if (this.audience.listeners.size > 0) this.#typing.set(announcement.user, announcement.on);
      return;
    }
    if (announcement.kind === 'read') {
      if (this.audience.listeners.size > 0) this.#receipts.note(announcement.user, announcement.seq);
      return;
    }
    if (announcement.kind === 'standing') {
      this.rights.changedOf(announcement.user);
      return;
    }
    if (this.#held) {
      if (this.#held.length < heldLimit) this.#held.push(announcement);
      else this.#repairAgain = true;
      return;
    }
    if (this.#hasUnknown(announcement)) {
      this.#held = [announcement];
      this.#meet(0);
    } else if (!this.#apply(announcement)) this.#holdAndRepair(announcement);
  }

  /** Applies it if it follows what was delivered, drops it if it is known. False when it is neither: then the log has to be asked about it. */
  #apply(announcement: News, met?: Who): boolean {
    const state = this.#state;
    if (!state) return true;
    if (announcement.kind === 'members') return this.#applyMembers(announcement, state);
    if (announcement.removals > state.removals) return false;
    if (announcement.kind === 'threads') {
      this.threads.heard();
      return true;
    }
    if (announcement.kind === 'trimmed') {
      const first = Math.max(announcement.first, state.head.first);
      this.#state = { ...state, head: { ...state.head, first } };
      this.audience.hint(Frame.event('conversation:trimmed', { conversation: this.conversation, first }));
      return true;
    }
    if (announcement.kind === 'reset') return announcement.head.epoch === state.head.epoch;
    if (announcement.epoch !== state.head.epoch) return false;
    if (announcement.kind === 'message') {
      const { seq, id } = announcement.message;
      if (seq === state.head.seq + 1) this.#deliverMessage(announcement.message, met);
      // Known already; unless it is another one under a number that was delivered.
      else return seq < state.head.seq || (seq === state.head.seq && id === state.head.id);
    } else {
      const { prev, rev, id } = announcement.change;
      if (prev <= state.head.rev && rev > state.head.rev) this.#deliverChange(announcement.change, announcement.facts);
      else return rev < state.head.rev || (rev === state.head.rev && id === state.head.change);
    }
    return true;
  }

  #applyMembers(
    announcement: Extract<ConversationAnnouncement, { kind: 'members' }>,
    state: ConversationState,
  ): boolean {
    if (announcement.removals > state.removals) {
      // Only the very next removal says all that there is to know; otherwise the members are looked up.
      if (announcement.left === undefined || announcement.removals !== state.removals + 1) return false;
      this.audience.detachUser(announcement.left);
    }
    if (announcement.left) this.#firsts.left(announcement.left);
    if (announcement.joined && this.audience.users().has(announcement.joined)) this.#firsts.came(announcement.joined);
    this.#state = {
      ...state,
      members: announcement.members,
      removals: Math.max(state.removals, announcement.removals),
    };
    this.#members.note(announcement.joined, announcement.left);
    return true;
  }

  // ---- delivery ----

  /** Its people are known, or met. */
  #deliverMessage(message: LogMessage, met?: Who): void {
    const state = this.#state;
    if (!state) return;
    this.#state = { ...state, head: { ...state.head, seq: message.seq, id: message.id } };
    this.#counters.moved(this.conversation);
    this.#typing.stopped(message.author);
    if (this.audience.isEmpty) return;
    const who: Who = (id) => this.#profiles.known(id) ?? (met ?? nobody)(id);
    const wire = toWireMessage(message, this.#factsNow(state.facts), who);
    const frame = Frame.event('message:receive', wire);
    if (wire.files ?? wire.poll)
      frame.inWords = Frame.event('message:receive', { ...wire, content: contentInWords(wire) });
    this.audience.deliver({ frame, seq: message.seq, rev: 0, subject: message.seq, hidden: null });
    this.#counters.gaveOut(message, this.audience.listeners.size);
  }

  /** A thread does not hear when its parent is renamed. */
  #factsNow(facts: ConversationFacts): ConversationFacts {
    const parent = facts.kind === 'thread' && this.#surroundings.factsOf(facts.parent.id);
    return parent && parent.kind !== 'thread' && facts.kind === 'thread' ? { ...facts, parent } : facts;
  }

  #deliverChange(change: LogChange, facts: ConversationFacts | undefined): void {
    const state = this.#state;
    if (!state) return;
    this.#setState({
      ...state,
      facts: facts ?? state.facts,
      head: { ...state.head, rev: change.rev, change: change.id },
    });
    this.#counters.moved(this.conversation);
    if (this.audience.isEmpty) return;
    const subject = 'seq' in change ? change.seq : 0;
    this.audience.deliver({
      frame: Frame.event('message:update', change),
      seq: 0,
      rev: change.rev,
      subject,
      hidden: this.#firsts.isNeeded && subject > 0 ? Frame.event('message:update', hide(change)) : null,
    });
    if (facts) this.#compareRules(state.facts, facts);
  }

  /** Who may do what has changed for the whole room: each is told her own. */
  #compareRules(before: ConversationFacts, after: ConversationFacts): void {
    if (rulesOf(before) !== rulesOf(after)) this.rights.changed();
  }

  // ---- repair ----

  #holdAndRepair(announcement: News): void {
    this.#held = [announcement];
    this.#repair();
  }

  #repair(): void {
    if (this.#closed || !this.#state) return;
    this.#held ??= [];
    if (this.#reading) {
      this.#repairAgain = true;
      return;
    }
    this.#counters.repaired();
    const heardBefore = this.#held.length;
    this.#read(
      () => this.#readOn(),
      () => this.#goLive(heardBefore),
      () => this.#repair(),
    );
  }

  /** `then` happens unless a repair was asked for meanwhile, which it then begins with; `again` is tried after a failure. */
  #read<T>(work: () => Promise<T>, then: (answer: T) => void, again: () => void): void {
    this.#reading = true;
    // Whatever was to be tried again is a part of this read, or follows from it.
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    work().then(
      (answer) => {
        this.#reading = false;
        if (this.#closed) return;
        if (this.#repairAgain) {
          this.#repairAgain = false;
          this.#repair();
        } else then(answer);
      },
      () => {
        this.#reading = false;
        if (!this.#closed) this.#retryTimer = setTimeout(again, retryMs);
      },
    );
  }

  // ---- people ----

  /** Whether it would be delivered, and somebody is named in it who is neither known here nor `met`. Costs a look into a map. */
  #hasStranger(announcement: News, met?: ReadonlySet<UserId>): boolean {
    if (announcement.kind !== 'message' || this.audience.isEmpty) return false;
    const facts = this.#state?.facts;
    const isStranger = (id: UserId): boolean => !this.#profiles.known(id) && met?.has(id) !== true;
    const place = facts && placeFacts(facts);
    return isStranger(announcement.message.author) || (place?.kind === 'direct' && place.pair.some(isStranger));
  }

  /** The same, or somebody listens of whom it is not known from where on she reads. */
  #hasUnknown(announcement: News, met?: ReadonlySet<UserId>): boolean {
    const isOfLog = announcement.kind === 'message' || announcement.kind === 'change';
    return this.#hasStranger(announcement, met) || (isOfLog && !this.audience.isEmpty && !this.#firsts.isComplete);
  }

  /** Looks up from where on those read who came lately. */
  #learnFirsts(): Promise<void> {
    return this.#firsts.learn((users) => this.#ports.membership.firstsOf(this.conversation, users));
  }

  /**
   * Looks up who wrote what is held, then delivers it. What comes meanwhile is held behind it, so the order stays; and since no other read of
   * this feed runs beside it, nothing moves the head in between. The first `heardBefore` of those held are as `#goLive` has them.
   */
  #meet(heardBefore: number): void {
    if (this.#closed) return;
    const messages = (this.#held ?? []).flatMap((held) => (held.kind === 'message' ? held.message : []));
    const facts = this.#state?.facts;
    const strangers = facts ? peopleIn(messages, facts) : new Set<UserId>();
    this.#read(
      async () => {
        await this.#learnFirsts();
        return this.#profiles.whoAre(strangers);
      },
      (who) => this.#goLive(heardBefore, { who, strangers }),
      () => this.#meet(heardBefore),
    );
  }

  /** Reads the log from where this feed stands to its end, and looks up who may still listen. */
  async #readOn(): Promise<void> {
    for (;;) {
      const state = this.#state;
      if (!state || this.#closed) return;
      const held = state.head;
      const tail = await this.#ports.log.tail(this.conversation, { seq: held.seq, rev: held.rev }, tailPage);
      // It is gone: nobody belongs to it any more.
      if (!tail) return this.#recheckMembers();
      if (tail.state.removals !== state.removals || this.#rechecksDone < this.#rechecksAsked)
        await this.#recheckMembers();
      // What was taken away contradicts nothing: only the number right before the first is still known by its id.
      const isKnown = held.seq >= tail.state.head.first - 1;
      const contradicts = (isKnown && tail.at.id !== held.id) || tail.at.change !== held.change;
      if (tail.state.head.epoch !== held.epoch || contradicts) {
        const confirmed =
          contradicts && tail.state.head.epoch === held.epoch
            ? await this.#ports.log.contest(this.conversation, held)
            : tail.state;
        // Who was removed while it was asked is not in what was looked up before.
        if (confirmed.removals !== tail.state.removals) await this.#recheckMembers();
        this.#reset(confirmed);
        return;
      }
      const who = this.audience.isEmpty
        ? undefined
        : await this.#profiles.whoAre(peopleIn(tail.messages, tail.state.facts));
      this.#setState({ ...tail.state, head: { ...held, first: tail.state.head.first } });
      await this.#learnFirsts();
      if (this.#closed) return;
      // Who came or went was announced and not heard.
      if (tail.state.members !== state.members && state.facts.kind !== 'thread') this.#members.note();
      this.threads.stands(tail.state.mark);
      this.#compareRules(state.facts, tail.state.facts);
      for (const message of tail.messages) this.#deliverMessage(message, who);
      for (const change of tail.changes) this.#deliverChange(change, undefined);
      // A page of changes whose log was cut: the rest cannot be replayed, clients see the gap in `prev` and ask.
      if (tail.messages.length === 0 && tail.changes.length === 0) {
        this.#setState(tail.state);
        return;
      }
    }
  }

  async #recheckMembers(): Promise<void> {
    const asked = this.#rechecksAsked;
    const users = this.audience.users();
    if (users.size > 0) {
      const members = await this.#ports.membership.membersAmong(this.conversation, [...users]);
      for (const user of users) if (!members.has(user)) this.audience.detachUser(user);
    }
    this.#rechecksDone = asked;
  }

  #reset(state: ConversationState): void {
    this.#counters.reset();
    this.#setState(state);
    this.audience.reset(state.head);
  }

  /**
   * Applies what was held while the log was read. The first `heardBefore` of it were announced before that read began, so the read has already
   * delivered what is true of them. If one of them still does not fit (another epoch, or a number beyond the end of the log), it told of
   * a write that the log does not have: it is dropped. Any later one that does not fit may be news, and makes the feed read again.
   */
  #goLive(heardBefore = 0, met?: { readonly who: Who; readonly strangers: ReadonlySet<UserId> }): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const [index, announcement] of held.entries()) {
      if (this.#hasUnknown(announcement, met?.strangers)) {
        this.#held = held.slice(index);
        this.#meet(Math.max(0, heardBefore - index));
        return;
      }
      if (this.#apply(announcement, met?.who) || index < heardBefore) continue;
      this.#holdAndRepair(announcement);
      // A hole again: the rest waits behind it.
      (this.#held as News[] | null)?.push(...held.slice(index + 1));
      return;
    }
  }

  close(): void {
    this.#closed = true;
    this.#listening?.stop();
    this.#members.close();
    this.#typing.close();
    this.#receipts.close();
    this.rights.close();
    this.threads.close();
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.audience.close();
  }
}

/** What is told of a change to a message that does not exist for the reader: it only advances `rev`. */
const hide = ({ conversation, prev, rev, id }: LogChange): LogChange => ({
  conversation,
  prev,
  rev,
  id,
  kind: 'hidden',
});

/** What of a room decides over everybody's rights, to be compared. */
const rulesOf = (facts: ConversationFacts): string =>
  facts.kind === 'room' ? JSON.stringify([facts.rights, facts.slowModeMs]) : '';
