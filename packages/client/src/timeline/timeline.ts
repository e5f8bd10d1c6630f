import type { AnswerOf, ConversationId, Message, Position, ThreadAt, User } from '@rookery/protocol';
import type { LogCopy } from '../copy/copy-storage.ts';
import type { LogEvent } from '../feed/feed.ts';
import { Observed } from '../observable.ts';
import type { Observable, Unsubscribe } from '../observable.ts';
import type { OutboxItem } from '../outbox/outbox-item.ts';
import { LogReader } from './log-reader.ts';
import type { LogPorts } from './log-reader.ts';
import { Quotes } from './quotes.ts';
import type { Quoted } from './quotes.ts';
import { Rows } from './rows.ts';
import type { TimelineItem } from './timeline-item.ts';
import { Window, largestPage, page } from './window.ts';

export type TimelineView = {
  /** `gone`: there is no such conversation for this reader, or no longer. */
  readonly state: 'loading' | 'ready' | 'gone';
  /** One stretch of the log without holes, oldest first, then (at its newest end) what is on its way. */
  readonly items: readonly TimelineItem[];
  readonly hasOlder: boolean;
  /** The lowest number that exists for the reader: what was said before it is not kept any more, or not hers to see. */
  readonly first: number;
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
};

/** Threads that are told of while the log is read; of those before, the pages tell. */
const keptThreads = 500;

/** So many of the reader's newest messages are compared with the outbox, to find what the log already has. */
const comparedMessages = 200;

export type TimelinePorts = LogPorts & {
  readonly conversation: ConversationId;
  reader(): User | null;
  /** The newest number that this client knows of; null while the conversation is not followed. */
  headSeq(): number | null;
  /** From the page's head on the log's steps come to `receive`. `mark`: how much of its threads the page shows. */
  follow(page: Pick<AnswerOf<'history:fetch'>, 'head' | 'mark'>): void;
  pending(): readonly OutboxItem[];
  /** What this device has kept of the log, to be shown until the server is heard; undefined where it keeps nothing. */
  copy?: (() => Promise<LogCopy | null>) | undefined;
  /** The log is shown up to `at`: its later steps come to `receive`. False where it does not continue there. */
  continueFrom(at: Position, mark: number | undefined): boolean;
  /** The message with its author as they are now: the same object where it says so already. */
  asNow(message: Message): Message;
  /** The log has this message of the reader: the outbox need not keep it. */
  confirmed(clientId: string): void;
};

/**
 * A client's window on one conversation: a stretch of its log without holes, and what is on its way. The feed brings what is new, in
 * order; reads of the log go one after the other, and what comes meanwhile waits for them. [CLI-2]
 */
export class Timeline implements Observable<TimelineView> {
  readonly #ports: TimelinePorts;
  readonly #view = new Observed<TimelineView>(loading);
  readonly #window: Window;
  readonly #quotes: Quotes;
  readonly #log: LogReader;
  readonly #rows: Rows;
  #state: TimelineView['state'] = 'loading';
  #epoch: string | null = null;
  /** The lowest number that exists, as the last answer told. */
  #first = 1;
  /** The newest number that an answer named: used where the conversation is not followed. */
  #seenHead = 0;
  /** What was told of threads while the log is read. */
  readonly #threads: ThreadAt[] = [];
  #loadingOlder = false;
  #loadingNewer = false;
  /** Since the read that is under way began. */
  #cameMeanwhile = false;
  #wanted = false;
  /** Being read, for the first time that the window is wanted. */
  #copying: Promise<void> | undefined;
  #subscribers = 0;
  /** True within `#quietly`: what the ports report meanwhile does not show the window by itself, but with the rest. */
  #isChanging = false;

  constructor(ports: TimelinePorts) {
    this.#ports = ports;
    this.#window = new Window((message) => ports.asNow(message));
    this.#quotes = new Quotes({ find: (seq) => this.find(seq), reader: () => ports.reader()?.id ?? null });
    this.#rows = new Rows(ports);
    this.#log = new LogReader(ports, { splice: (held) => this.#splice(held), gone: () => this.#refused() });
    // What waits to be sent is shown before anything is read.
    this.#show();
  }

  readonly get = (): TimelineView => this.#view.get();

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const unsubscribe = this.#view.subscribe(listener);
    this.#subscribers += 1;
    if (!this.#wanted) void this.showLatest();
    let isOver = false;
    return () => {
      unsubscribe();
      if (!isOver) this.#subscribers -= 1;
      isOver = true;
    };
  };

  get isWanted(): boolean {
    return this.#wanted;
  }

  get isWatched(): boolean {
    return this.#subscribers > 0;
  }

  /** Whether its newest end is the log's. */
  get isAtHead(): boolean {
    return this.#epoch !== null && this.#window.lastSeq >= (this.#ports.headSeq() ?? this.#seenHead);
  }

  get messages(): readonly Message[] {
    return this.#window.messages;
  }

  /** The lowest number that exists, as far as is known. */
  get first(): number {
    return this.#first;
  }

  /** Whether it holds the end of the log, and nothing of it is being read. */
  get isWholeAtHead(): boolean {
    return this.#state === 'ready' && this.isAtHead && !this.#log.isReading;
  }

  // ---- loading ----

  /** Moves to the newest messages. */
  showLatest(): Promise<void> {
    this.#wanted = true;
    const read = () =>
      this.#log.read(async (history) => {
        if (this.#state === 'ready' && this.isAtHead) return;
        const answer = await history({ limit: page });
        if (answer) this.#replace(answer);
      });
    return this.takeUpCopy()?.then(read) ?? read();
  }

  /** Moves to where `seq` is; false when there is no such message. */
  async showAround(seq: number): Promise<boolean> {
    this.#wanted = true;
    await this.takeUpCopy();
    if (this.#window.at(seq)) return true;
    let isThere = false;
    await this.#log.read(async (history) => {
      const answer = await history({ around: seq, limit: page });
      isThere = answer?.messages.some((message) => message.seq === seq) === true;
      if (answer && isThere) this.#replace(answer);
    });
    return isThere;
  }

  /** On a new connection: what an earlier one was refused, other than for good, is read now. */
  resume(): void {
    if (this.#wanted && this.#state === 'loading' && !this.#log.isReading) void this.showLatest();
  }

  /** What the device has kept of it. Once: whatever was read since is newer. */
  takeUpCopy(): Promise<void> | undefined {
    const { copy } = this.#ports;
    if (!copy || this.#state !== 'loading') return undefined;
    this.#copying ??= copy().then((kept) => {
      if (kept && this.#state === 'loading' && !this.#log.isReading) this.#continue(kept);
    });
    return this.#copying;
  }

  #continue({ at, mark, messages }: LogCopy): void {
    if (!this.#ports.continueFrom(at, mark)) return;
    this.#change(() => {
      this.#window.replace(messages, at.seq);
      this.#epoch = at.epoch;
      this.#first = at.first;
      this.#seenHead = at.seq;
      this.#state = 'ready';
      for (const message of messages) this.#confirm(message);
    });
  }

  /** So many messages before the window, shown once they are all here: up to 1,500, and a page where nothing is said. */
  loadOlder(wanted = page): Promise<void> {
    const first = (): number => this.#window.first?.seq ?? this.#first;
    if (first() <= this.#first || this.#loadingOlder) return this.#log.idle;
    this.#loadingOlder = true;
    this.#show();
    return this.#log
      .read(async (history) => {
        for (const limit of pagesOf(wanted)) {
          const before = first();
          if (before <= this.#first) return;
          const answer = await history({ before, limit });
          if (answer?.head.epoch !== this.#epoch) return;
          this.#beginAt(answer.head.first);
          this.#window.prepend(answer.messages);
        }
      })
      .finally(() => {
        this.#loadingOlder = false;
        this.#show();
      });
  }

  /** So many messages after the window, like `loadOlder`. */
  loadNewer(wanted = page): Promise<void> {
    if (this.#state !== 'ready' || this.isAtHead || this.#loadingNewer) return this.#log.idle;
    this.#loadingNewer = true;
    this.#show();
    return this.#log
      .read(async (history) => {
        for (const limit of pagesOf(wanted)) {
          const answer = await history({ after: this.#window.lastSeq, limit });
          if (answer?.head.epoch !== this.#epoch) return;
          this.#seenHead = Math.max(this.#seenHead, answer.head.seq);
          this.#append(answer.messages);
          if (this.isAtHead) return;
        }
      })
      .finally(() => {
        this.#loadingNewer = false;
        this.#show();
      });
  }

  /** One message by its number, from here or the log. */
  async find(seq: number): Promise<Message | undefined> {
    const here = this.#window.at(seq);
    if (here) return here;
    const answer = await this.#ports.history({ around: seq, limit: 1 });
    const found = answer.messages.find((message) => message.seq === seq);
    return found && this.#ports.asNow(found);
  }

  /** One message by its number, as it is now, wherever it is. */
  quoted(seq: number): Observable<Quoted> {
    return this.#quotes.of(seq);
  }

  // ---- what the feed brings ----

  /** The conversation's next step. It waits while the log is read. */
  receive(event: LogEvent): void {
    if (event.kind !== 'message') this.#quotes.changed(event.change);
    if (this.#log.hold(event)) return;
    // Nothing is loaded yet: the first page will include it.
    if (this.#state !== 'ready') {
      if (event.kind === 'message') this.#confirm(event.message);
      return;
    }
    this.#change(() => this.#apply(event));
  }

  /** What is said in threads under its messages. A page that is being read may be older. */
  threadsChanged(threads: readonly ThreadAt[]): void {
    if (this.#log.isReading) this.#threads.push(...threads.slice(-keptThreads));
    this.#change(() => {
      for (const one of threads) this.#window.thread(one);
    });
  }

  /** The feed skipped a part of the log, perhaps edits of messages in the window: the same stretch is read again. */
  skipped(): void {
    this.#quotes.missed();
    if (!this.#wanted) return;
    const { first, lastSeq } = this.#window;
    if (!first) {
      void this.showLatest();
      return;
    }
    void this.#log.read(async (history) => {
      const fresh: Message[] = [];
      for (let next = first.seq; next <= lastSeq;) {
        const answer = await history({ after: next - 1, limit: 2 * page });
        if (answer?.head.epoch !== this.#epoch || answer.messages.length === 0) return;
        this.#beginAt(answer.head.first);
        fresh.push(...answer.messages.filter(({ seq }) => seq <= lastSeq));
        next = (answer.messages.at(-1)?.seq ?? lastSeq) + 1;
      }
      this.#window.refresh(fresh);
    });
  }

  /** The log was rewritten: the window is dropped and, where somebody looks, read afresh. */
  reset(): void {
    this.#forget('loading');
    this.#quotes.missed();
    if (this.#wanted) void this.showLatest();
  }

  /** What is before `first` is not kept any more. */
  trimmed(first: number): void {
    this.#quotes.beginAt(first);
    if (first > this.#first) this.#change(() => this.#beginAt(first));
  }

  gone(): void {
    this.#forget('gone');
  }

  /** What is before it does not exist any more. */
  begins(first: number): void {
    this.#quotes.beginAt(first);
    if (this.#state === 'ready' && first > this.#first) this.#change(() => this.#beginAt(first));
  }

  /** The reader belongs to it, perhaps again. */
  came(): void {
    if (this.#state === 'gone') this.reset();
    // Let go of while somebody looked at it, as a thread of a room that the reader had lost.
    else if (this.isWatched && !this.#wanted) void this.showLatest();
    else this.#cameMeanwhile = this.#log.isReading;
  }

  /** The log is none for the reader. Where she came while it was read, that may be the answer of before: it is read once more. */
  #refused(): void {
    const isOld = this.#cameMeanwhile;
    this.#cameMeanwhile = false;
    if (isOld) this.reset();
    else this.gone();
  }

  /** To be read anew when it is subscribed to again. */
  letGo(): void {
    this.#wanted = false;
    this.#copying = undefined;
    this.#forget('loading');
  }

  /** Profiles changed: whoever is shown is shown as they are now. */
  peopleChanged(): void {
    const isConcerned = this.#window.renew() || this.#ports.pending().length > 0;
    if (isConcerned && !this.#isChanging) this.#show();
  }

  /** An entry of the outbox changed. */
  outboxChanged(): void {
    if (!this.#isChanging) this.#show();
  }

  reacted(seq: number, emoji: string, on: boolean): void {
    this.#change(() => this.#window.reacted(seq, emoji, on));
  }

  // ---- insides ----

  #splice(held: readonly LogEvent[]): void {
    this.#cameMeanwhile = false;
    const threads = this.#threads.splice(0).slice(-keptThreads);
    this.#change(() => {
      for (const one of threads) this.#window.thread(one);
      if (this.#state === 'ready') for (const event of held) this.#apply(event);
    });
  }

  #apply(event: LogEvent): void {
    if (event.kind === 'message') this.#append([event.message]);
    else this.#window.change(event.change, this.#ports.reader()?.id ?? null);
  }

  #append(messages: readonly Message[]): void {
    this.#window.append(messages);
    for (const message of messages) this.#confirm(message);
  }

  #replace(answer: AnswerOf<'history:fetch'>): void {
    this.#change(() => {
      this.#window.replace(answer.messages, answer.head.seq);
      this.#epoch = answer.head.epoch;
      this.#first = answer.head.first;
      this.#seenHead = answer.head.seq;
      this.#state = 'ready';
      this.#ports.follow(answer);
      for (const message of answer.messages) this.#confirm(message);
    });
  }

  /** What is before it does not exist any more. */
  #beginAt(first: number): void {
    this.#first = first;
    this.#window.beginAt(first);
  }

  #confirm(message: Message): void {
    if (message.clientId !== undefined && message.user.id === this.#ports.reader()?.id)
      this.#ports.confirmed(message.clientId);
  }

  #forget(state: 'loading' | 'gone'): void {
    this.#log.drop();
    this.#window.replace([]);
    this.#epoch = null;
    this.#seenHead = 0;
    this.#state = state;
    this.#show();
  }

  /** Shows once, when all of it is done. */
  #change(act: () => void): void {
    this.#quietly(act);
    if (!this.#isChanging) this.#show();
  }

  #quietly(act: () => void): void {
    const wasChanging = this.#isChanging;
    this.#isChanging = true;
    try {
      act();
    } finally {
      this.#isChanging = wasChanging;
    }
  }

  #show(): void {
    const items: TimelineItem[] = this.#window.messages.map((message) => this.#rows.ofMessage(message));
    const showsEnd = this.#state !== 'gone' && (this.#epoch === null || this.isAtHead);
    const landed = showsEnd ? this.#addPending(items) : this.#sentElsewhere();
    this.#view.set({
      state: this.#state,
      items,
      hasOlder: (this.#window.first?.seq ?? this.#first) > this.#first,
      first: this.#first,
      hasNewer: this.#epoch !== null && !this.isAtHead,
      loadingOlder: this.#loadingOlder,
      loadingNewer: this.#loadingNewer,
    });
    // These are no longer among the items above; the outbox forgets them without another round of showing.
    this.#quietly(() => {
      for (const clientId of landed) this.#ports.confirmed(clientId);
    });
  }

  /** What the log has taken while its end is not shown here, or never will be: whoever comes there reads it from the log. */
  #sentElsewhere(): string[] {
    return this.#ports.pending().flatMap(({ entry, status }) => (status.state === 'sent' ? [entry.clientId] : []));
  }

  /** Adds what is on its way. Returns the ids of those that are in the log already and were left out. */
  #addPending(items: TimelineItem[]): string[] {
    const reader = this.#ports.reader()?.id;
    const recent = this.#window.messages.slice(-comparedMessages).filter(({ user }) => user.id === reader);
    const inLog = new Set<string | undefined>(recent.map(({ clientId }) => clientId));
    const landed: string[] = [];
    for (const pending of this.#ports.pending()) {
      const { entry, status } = pending;
      const isPassed = status.state === 'sent' && this.#epoch !== null && status.sent.seq <= this.#window.lastSeq;
      if (isPassed || inLog.has(entry.clientId)) landed.push(entry.clientId);
      else items.push(this.#rows.ofPending(pending));
    }
    return landed;
  }
}

/** Of one reading: so that what is seen stays in the window. */
const mostWanted = 1_500;

/** The limits of the requests for so many messages. */
const pagesOf = (wanted: number): readonly number[] => {
  const bounded = Math.min(wanted, mostWanted);
  return bounded <= page ? [bounded] : Array.from({ length: Math.ceil(bounded / largestPage) }, () => largestPage);
};

const loading: TimelineView = {
  state: 'loading',
  items: [],
  hasOlder: false,
  first: 1,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
};
