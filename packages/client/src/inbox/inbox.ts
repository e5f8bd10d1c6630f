import type {
  AnswerOf,
  Change,
  ConversationId,
  Entry,
  InboxChange,
  Message,
  PayloadOf,
  UserId,
} from '@rookery/protocol';
import { unreadAfter } from '@rookery/protocol';
import { applyChange } from '../apply-change.ts';
import { callsReader } from '../calls-reader.ts';
import type { Clock } from '../clock.ts';
import type { LogEvent } from '../feed/feed.ts';
import { Observed } from '../observable.ts';
import type { Observable } from '../observable.ts';
import { Pause, pauseMs } from '../pause.ts';
import { AwaitedRights } from './awaited-rights.ts';
import { Departures } from './departures.ts';
import type { Departure } from './departures.ts';
import { Mentions } from './mentions.ts';
import type { RoomCounts } from './room-counts.ts';

/** `loading` until the list was read once. Lines keep their places; new ones come first. */
export type InboxView = {
  readonly state: 'loading' | 'ready';
  /** Rooms, direct conversations and groups. */
  readonly entries: readonly Entry[];
  /** Threads that the reader follows. */
  readonly threads: readonly Entry[];
  /** What was lost since the client began, the latest last. */
  readonly departures: ReadonlyMap<ConversationId, Departure>;
};

type InboxPorts = {
  readonly clock: Clock;
  random(): number;
  isOnline(): boolean;
  list(cursor: string | undefined): Promise<AnswerOf<'inbox:list'>>;
  /** Asks what was missed; it comes to `applyMissed`. */
  sync(): void;
  reader(): UserId | null;
  /** The line with everybody in it as they are now: the same object where it says so already. */
  asNow(entry: Entry): Entry;
  /** The reader belongs to it: new, or read anew. `isNews`: it was not there when the list was first read. */
  has(entry: Entry, isNews: boolean): void;
  /** A list has it that was read after the reader was removed, so she is back already: the server has stopped feeding it in between. */
  wasOutside(conversation: ConversationId): void;
  /** Its log begins at another number for the reader than before. */
  begunElsewhere(conversation: ConversationId): void;
  /** The reader no longer belongs to it. */
  lost(conversation: ConversationId): void;
};

/** Live events and steps kept while the list is read. */
const heldLimit = 2_000;
/** What a timer can hold. */
const longestMs = 2 ** 31 - 1;
/** A read mark that an own message raised here is taken back after this, unless the server confirms it. */
const confirmMs = 3_000;

/**
 * The user's conversations: those of a list, then the numbered steps after it, each once and in order. What is unread is derived:
 * head − read. [CLI-8]
 */
export class Inbox {
  readonly #ports: InboxPorts;
  readonly #view = new Observed<InboxView>({
    state: 'loading',
    entries: [],
    threads: [],
    departures: new Map(),
  });
  readonly #pause: Pause;
  readonly #mentions = new Mentions();
  readonly #departures = new Departures();
  readonly #rights: AwaitedRights;
  readonly #raised = new Map<ConversationId, { readonly before: number; cancel(): void }>();
  #entries = new Map<ConversationId, Entry>();
  /** Takes back the timer for the next mute that ends: lines look otherwise then. */
  #awaitedMute: (() => void) | undefined;
  #rev: number | null = null;
  /** Live steps that wait for a list or a `sync`. */
  #heldSteps: InboxChange[] | null = null;
  /** What happens in the conversations while the list is read: its lines may be older. */
  #heldEvents: (LogEvent | RoomCounts)[] | null = null;
  #loading: Promise<void> | null = null;
  #loadAgain = false;
  /** Counts how often it was cleared: a list that was asked for before is not used. */
  #clears = 0;

  constructor(ports: InboxPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.clock);
    this.#rights = new AwaitedRights(ports.clock, () => void this.load());
  }

  get view(): Observable<InboxView> {
    return this.#view;
  }

  /** The line of a conversation, or of a thread that the reader follows. */
  entry(conversation: ConversationId): Entry | undefined {
    return this.#entries.get(conversation);
  }

  has(conversation: ConversationId): boolean {
    return this.#entries.has(conversation);
  }

  get rev(): number | null {
    return this.#rev;
  }

  /** Whether what it shows is what the server has said up to `rev`: no guess, and nothing that waits. */
  get isSettled(): boolean {
    return this.#raised.size === 0 && !this.#heldSteps && !this.#loading;
  }

  // ---- the list ----

  /** What an earlier run has kept, as of `rev`: what happened since comes by `sync`. Only before anything was read. */
  takeUp(entries: readonly Entry[], rev: number): void {
    this.#replace(entries, rev);
    this.#show();
  }

  /** Reads the list, again after a pause while that fails. Resolves when it is there or the connection is lost. */
  load(): Promise<void> {
    this.#loadAgain = true;
    this.#pause.end();
    this.#loading ??= this.#loadAll();
    return this.#loading;
  }

  /** A conversation's log cannot be continued: what waits for the list may be of the life that it had before, so the list is read after it. */
  begunAnew(conversation: ConversationId): void {
    if (this.#heldEvents) this.#heldEvents = this.#heldEvents.filter((event) => conversationOf(event) !== conversation);
    void this.load();
  }

  /** On a new connection: reads the list if it is not held, or was to be read again. */
  resume(): Promise<void> {
    return this.#rev === null || this.#loadAgain ? this.load() : (this.#loading ?? Promise.resolve());
  }

  async #loadAll(): Promise<void> {
    const clears = this.#clears;
    this.#heldSteps ??= [];
    this.#heldEvents ??= [];
    // `load` assigns the promise of this call to `#loading` only after the first await here. Without one, a call that finds no connection
    // would set `#loading` to null before that assignment, and every later `load` would wait for a reading that has already ended.
    await Promise.resolve();
    for (let failures = 0; this.#loadAgain && clears === this.#clears && this.#ports.isOnline();) {
      this.#loadAgain = false;
      try {
        const { entries, rev } = await this.#readList();
        if (clears === this.#clears) this.#replace(entries, rev);
        failures = 0;
      } catch (error) {
        this.#loadAgain = true;
        failures += 1;
        if (this.#ports.isOnline()) await this.#pause.wait(pauseMs(failures, error, () => this.#ports.random()));
      }
    }
    if (clears !== this.#clears) return;
    this.#loading = null;
    const events = this.#heldEvents ?? [];
    this.#heldEvents = null;
    for (const event of events) this.#applyEvent(event);
    // Not read to the end: the next connection reads it, and its steps with it.
    if (this.#rev !== null) this.#replaySteps();
    this.#show();
  }

  async #readList(): Promise<{ readonly entries: readonly Entry[]; readonly rev: number }> {
    const entries: Entry[] = [];
    let rev: number | null = null;
    let cursor: string | undefined;
    do {
      const answer = await this.#ports.list(cursor);
      // Steps after the first page's number are still to come; taking one twice changes nothing.
      rev ??= answer.rev;
      entries.push(...answer.entries);
      cursor = answer.next ?? undefined;
    } while (cursor !== undefined);
    return { entries, rev };
  }

  /** Lines that were known keep their order: what one is about to click does not move. */
  #replace(listed: readonly Entry[], rev: number): void {
    const fresh = new Map(listed.map((entry) => [entry.conversation, entry]));
    for (const conversation of [...this.#raised.keys()]) this.#dropRaised(conversation);
    const old = this.#entries;
    const isFirst = this.#rev === null;
    this.#entries = new Map();
    for (const entry of listed) if (!old.has(entry.conversation)) this.#entries.set(entry.conversation, entry);
    for (const conversation of old.keys()) {
      const entry = fresh.get(conversation);
      if (entry) this.#entries.set(conversation, entry);
    }
    this.#rev = rev;
    this.#renew();
    for (const entry of this.#entries.values()) this.#mentions.listed(entry);
    for (const entry of old.values())
      if (!fresh.has(entry.conversation)) {
        if (entry.kind === 'thread') this.#forgetThread(entry.conversation);
        else this.#lose({ entry });
      }
    for (const entry of this.#entries.values()) this.#has(entry, !isFirst && !old.has(entry.conversation));
  }

  // ---- its steps ----

  step(change: InboxChange): void {
    if (change.prev === change.rev && change.entry) return this.#readNow(change.entry);
    if (this.#heldSteps) {
      // Beyond the limit they are read from the log: a number that is its own predecessor asks for that.
      if (this.#heldSteps.length >= heldLimit) this.#heldSteps = [{ prev: change.rev, rev: change.rev }];
      else this.#heldSteps.push(change);
      return;
    }
    if (this.#rev === null) return;
    // A number that is its own predecessor: the server asks us to look ourselves.
    const isCall = change.prev === change.rev;
    if (isCall || change.prev > this.#rev) {
      this.#heldSteps = isCall ? [] : [change];
      this.#ports.sync();
    } else if (change.rev > this.#rev) {
      // A failover took back the last that was applied here, and went on from before it: the list, read from now on, has this step. [CLU-9]
      if (change.prev < this.#rev) return void this.load().then(() => this.#listed(change));
      this.#applyStep(change);
      this.#show();
    } else this.#listed(change);
  }

  /** A step that a list has told, but not that somebody was outside in between. */
  #listed({ removed }: InboxChange): void {
    if (removed !== undefined && this.#entries.has(removed)) this.#ports.wasOutside(removed);
  }

  /** No step: a thread that is followed and not heard has something new. A list that is being read may be older. */
  #readNow(entry: Entry): void {
    if (this.#loading) this.#loadAgain = true;
    if (!this.#entries.has(entry.conversation)) return;
    this.#add(entry);
    this.#show();
  }

  /** The answer of `sync`. */
  applyMissed(missed: NonNullable<AnswerOf<'sync'>['inbox']>): void {
    if (this.#rev === null) return;
    if ('reset' in missed) {
      void this.load();
      return;
    }
    for (const change of missed.changes) if (change.rev > this.#rev) this.#applyStep(change);
    this.#rev = Math.max(this.#rev, missed.rev);
    if (!this.#loading) this.#replaySteps();
    this.#show();
  }

  #replaySteps(): void {
    const held = this.#heldSteps ?? [];
    this.#heldSteps = null;
    // After a hole the rest is held again, behind it.
    for (const step of held)
      if (this.#heldSteps || step.rev > (this.#rev ?? 0)) this.step(step);
      else this.#listed(step);
  }

  #applyStep(change: InboxChange): void {
    this.#rev = change.rev;
    if (change.added) this.#add(change.added);
    // Of a conversation that was lost meanwhile there is no line to change.
    if (change.entry && this.#entries.has(change.entry.conversation)) this.#add(change.entry);
    if (change.removed) this.#removed(change.removed, change);
    const read = change.read;
    const entry = read && this.#entries.get(read.conversation);
    if (!read || !entry) return;
    const before = this.#dropRaised(read.conversation) ?? entry.read;
    // How many mentions lie between the old mark and the new is not known here: none of those before the old one, and of the others only those that came live.
    const isUnknown =
      read.read < before || (read.read > before && !this.#mentions.isKnownAfter(entry.conversation, read.read));
    this.#entries.set(entry.conversation, this.#marked(entry, read.read));
    if (isUnknown) void this.load();
  }

  #add(added: Entry): void {
    const known = this.#entries.get(added.conversation);
    const before = this.#dropRaised(added.conversation) ?? known?.read;
    const isOlder = known !== undefined && isBehind(added, known);
    if (!isOlder) this.#mentions.listed(added);
    const entry = this.#ports.asNow(isOlder ? this.#withLogOf(known, added) : added);
    if (known) this.#entries.set(added.conversation, entry);
    else this.#entries = new Map([[added.conversation, entry], ...this.#entries]);
    this.#has(entry, !known);
    if (isOlder && added.read !== before && (entry.mentions > 0 || added.mentions > 0)) void this.load();
  }

  /** A line was read before the last step of its log that was applied here, and came after it: what the log says is known better here. */
  #withLogOf(known: Entry, added: Entry): Entry {
    const { head, last } = known;
    const room = added.head.rev < head.rev ? known.room : added.room;
    return this.#marked({ ...added, head, last, ...(room && { room }) }, added.read);
  }

  #has(entry: Entry, isNews: boolean): void {
    this.#departures.undo(entry.conversation);
    this.#rights.until(entry.conversation, entry.mutedUntil);
    this.#ports.has(entry, isNews);
  }

  #removed(conversation: ConversationId, { why, by }: InboxChange): void {
    const entry = this.#entries.get(conversation);
    if (entry?.kind === 'thread') this.#forgetThread(conversation);
    else if (entry) {
      this.#entries.delete(conversation);
      this.#lose({ entry, why, by });
    } else this.#departures.explain(conversation, { why, by });
    // Its threads go with it, and are not told of.
    for (const thread of this.#entries.values())
      if (thread.root?.conversation === conversation) this.#forgetThread(thread.conversation);
  }

  #forgetThread(thread: ConversationId): void {
    this.#entries.delete(thread);
    this.#mentions.forget(thread);
    this.#rights.came(thread);
    this.#ports.lost(thread);
  }

  /** It is out of the list already. */
  #lose(departure: Departure): void {
    const { conversation } = departure.entry;
    this.#departures.add(departure);
    this.#mentions.forget(conversation);
    this.#rights.came(conversation);
    this.#ports.lost(conversation);
  }

  #marked(entry: Entry, read: number): Entry {
    return {
      ...withRead(entry, read),
      mentions: this.#mentions.after(entry.conversation, read) + (entry.calledLate ?? 0),
    };
  }

  // ---- what happens in the conversations: their feeds deliver each step once and in order, and the latest counts ----

  receive(event: LogEvent | RoomCounts): void {
    if (this.#heldEvents) {
      if (this.#heldEvents.push(event) > heldLimit) {
        this.#heldEvents = [];
        this.#loadAgain = true;
      }
    }
    this.#applyEvent(event);
    this.#show();
  }

  #applyEvent(event: LogEvent | RoomCounts): void {
    if (!('kind' in event)) this.#applyCounts(event);
    else if (event.kind === 'message') this.#applyMessage(event.message);
    else this.#applyChange(event.change);
  }

  #applyMessage(message: Message): void {
    const entry = this.#entries.get(message.conversation);
    if (!entry || message.seq <= entry.head.seq) return;
    const reader = this.#ports.reader();
    const isMine = message.user.id === reader;
    // Who had read everything has also read her own message. Only a guess: where her mark stood when the message was stored, the server knows.
    const isRaised = isMine && entry.read === message.seq - 1;
    if (isRaised) this.#raiseForNow(entry);
    if (callsReader(message, reader)) this.#mentions.add(message.conversation, message.seq);
    const head = { ...entry.head, seq: message.seq, id: message.id };
    const read = isRaised ? message.seq : entry.read;
    const next = this.#ports.asNow({ ...entry, head, last: message });
    this.#entries.set(entry.conversation, this.#marked(next, read));
  }

  /** Raises the mark without the server's word: it falls back unless a step confirms it within `confirmMs`. */
  #raiseForNow({ conversation, read }: Entry): void {
    const before = this.#raised.get(conversation)?.before ?? read;
    this.#dropRaised(conversation);
    const cancel = this.#ports.clock.after(confirmMs, () => {
      this.#raised.delete(conversation);
      const entry = this.#entries.get(conversation);
      if (!entry) return;
      this.#entries.set(conversation, this.#marked(entry, before));
      this.#show();
      // Mentions between the two marks are not known here.
      void this.load();
    });
    this.#raised.set(conversation, { before, cancel });
  }

  /** Forgets that a mark was raised here, because the server now says where it stands. Answers where the server had it before. */
  #dropRaised(conversation: ConversationId): number | null {
    const raised = this.#raised.get(conversation);
    raised?.cancel();
    this.#raised.delete(conversation);
    return raised?.before ?? null;
  }

  #applyChange(change: Change): void {
    const entry = this.#entries.get(change.conversation);
    if (!entry || change.rev <= entry.head.rev) return;
    const { last } = entry;
    const reader = this.#ports.reader();
    const isOfCalls = change.kind === 'delete' || (change.kind === 'edit' && change.mentions !== undefined);
    const isCalled = reader !== null && change.kind === 'edit' && change.mentions?.includes(reader) === true;
    if (change.kind === 'edit' && change.all && !isCalled) {
      // It called her before, as all, and does so now. That it may have named her by an edit besides, the server knows.
      if (entry.calledLate) void this.load();
    } else if (isOfCalls) {
      // What a list counted is not told apart here. Whether a name calls her (she may have had that call, or named herself) the server knows.
      const isKnown = change.seq > entry.read && this.#mentions.changed(change.conversation, change.seq, isCalled);
      if (isCalled || (!isKnown && entry.mentions > 0)) void this.load();
    }
    const changed = {
      ...entry,
      last: last && 'seq' in change && last.seq === change.seq ? applyChange(last, change, this.#ports.reader()) : last,
      head: { ...entry.head, rev: change.rev, change: change.id },
      ...(change.kind === 'room' ? { room: change.room } : {}),
    };
    if (change.kind === 'room' && rulesOf(change.room) !== rulesOf(entry.room)) this.#rights.soon(change.conversation);
    if (change.kind === 'room' && change.room.history !== entry.room?.history) {
      // From where on the reader sees it, and what of it is unread, the server knows.
      this.#ports.begunElsewhere(change.conversation);
      void this.load();
    }
    this.#entries.set(change.conversation, isOfCalls ? this.#marked(changed, entry.read) : changed);
  }

  /** What is before `first` is not kept any more: it counts as unread no longer. */
  trimmed(conversation: ConversationId, first: number): void {
    // A list that is being read may be older.
    if (this.#loading) this.#loadAgain = true;
    const entry = this.#entries.get(conversation);
    if (!entry || entry.head.first >= first) return;
    const isKnown = this.#mentions.trimmed(conversation, first) && !entry.calledLate;
    this.#entries.set(conversation, this.#marked({ ...entry, head: { ...entry.head, first } }, entry.read));
    this.#show();
    // How many calls there were before it the server knows.
    if (!isKnown) void this.load();
  }

  rightsChanged({ conversation, rights, mutedUntil, slowModeMs }: PayloadOf<'room:rights'>): void {
    // A list that is being read may be older.
    if (this.#loading) this.#loadAgain = true;
    // What holds in a conversation holds in its threads.
    for (const held of [...this.#entries.values()]) {
      if (held.conversation !== conversation && held.root?.conversation !== conversation) continue;
      const { mutedUntil: _, slowModeMs: __, ...entry } = held;
      this.#entries.set(held.conversation, {
        ...entry,
        rights,
        ...(mutedUntil === undefined ? {} : { mutedUntil }),
        ...(slowModeMs === undefined ? {} : { slowModeMs }),
      });
    }
    if (this.#entries.has(conversation)) this.#rights.until(conversation, mutedUntil);
    this.#show();
  }

  #applyCounts({ conversation, members, online }: RoomCounts): void {
    const entry = this.#entries.get(conversation);
    if (entry?.room) this.#entries.set(conversation, { ...entry, room: { ...entry.room, members, online } });
  }

  /** Profiles changed: whoever is shown is shown as they are now. */
  peopleChanged(): void {
    if (this.#renew()) this.#show();
  }

  #renew(): boolean {
    let isChanged = false;
    for (const [conversation, entry] of this.#entries) {
      const renewed = this.#ports.asNow(entry);
      if (renewed === entry) continue;
      this.#entries.set(conversation, renewed);
      isChanged = true;
    }
    return isChanged;
  }

  /** Its timers end. */
  close(): void {
    this.#awaitedMute?.();
    this.#rights.clear();
  }

  clear(): void {
    this.#clears += 1;
    for (const conversation of [...this.#raised.keys()]) this.#dropRaised(conversation);
    this.#entries = new Map();
    this.#departures.clear();
    this.#mentions.clear();
    this.#rights.clear();
    this.#rev = null;
    this.#heldSteps = null;
    this.#heldEvents = null;
    this.#loading = null;
    this.#loadAgain = false;
    this.#pause.end();
    this.#show();
  }

  #show(): void {
    this.#awaitedMute?.();
    const now = this.#ports.clock.now();
    const ends = [...this.#entries.values()].flatMap(({ notify }) => notify?.mutedUntil ?? []);
    const leftMs = Math.min(...ends.filter((end) => end > now)) - now;
    this.#awaitedMute = leftMs <= longestMs ? this.#ports.clock.after(leftMs, () => this.#show()) : undefined;
    this.#view.set({
      state: this.#rev === null ? 'loading' : 'ready',
      entries: [...this.#entries.values()].filter(({ kind }) => kind !== 'thread'),
      threads: [...this.#entries.values()].filter(({ kind }) => kind === 'thread'),
      departures: this.#departures.all,
    });
  }
}

const conversationOf = (event: LogEvent | RoomCounts): ConversationId =>
  !('kind' in event)
    ? event.conversation
    : event.kind === 'message'
      ? event.message.conversation
      : event.change.conversation;

/** Whether a line was read before what another one says of the same log. */
const isBehind = ({ head }: Entry, than: Entry): boolean =>
  head.epoch === than.head.epoch && (head.seq < than.head.seq || head.rev < than.head.rev);

const withRead = (entry: Entry, read: number): Entry => ({
  ...entry,
  read,
  unread: unreadAfter(entry.head, read),
});

/** What of a room decides over everybody's rights, to be compared. */
const rulesOf = (room: Entry['room']): string => JSON.stringify([room?.rights, room?.slowModeMs]);
