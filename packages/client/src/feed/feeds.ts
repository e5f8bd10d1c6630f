import { limits } from '@rookery/protocol';
import type { AnswerOf, ConversationId, Position, RequestOf, SyncedConversation, ThreadAt } from '@rookery/protocol';
import type { Clock } from '../clock.ts';
import { Pause, pauseMs } from '../pause.ts';
import type { RoomCounts } from '../inbox/room-counts.ts';
import { Feed } from './feed.ts';
import type { LogEvent } from './feed.ts';

/** Beyond so many missed steps they are skipped, and screens read what they show. A program that listens to messages gets them all. */
const replayedSteps = 500;
const leftLimit = 1_000;

export type FeedPorts = {
  readonly clock: Clock;
  random(): number;
  isOnline(): boolean;
  sync(request: RequestOf<'sync'>): Promise<AnswerOf<'sync'>>;
  /** Whether somebody listens to every message, however many were missed. */
  wantsAll(): boolean;
  /** The next step of a conversation, in order; each once, but for those that `isRepeated` says come again after `rewind`. */
  deliver(conversation: ConversationId, event: LogEvent, isRepeated: boolean): void;
  /** The lowest number that exists now, where the log is followed. */
  begins(conversation: ConversationId, first: number): void;
  /** A stretch was left out: `head` is where it goes on. */
  skipped(conversation: ConversationId): void;
  /** The log cannot be continued: what is held of it is to be read afresh. */
  reset(conversation: ConversationId, head: Position): void;
  /** Threads of a conversation, as they are now. */
  threads(conversation: ConversationId, threads: readonly ThreadAt[]): void;
  /** How many belong to a room and are online there, as of now. */
  counted(counts: RoomCounts): void;
  /** The user does not belong to it any more. */
  lost(conversation: ConversationId): void;
  /** The number of the user's own log that is held; null when none is. */
  inboxRev(): number | null;
  inboxMissed(missed: NonNullable<AnswerOf<'sync'>['inbox']>): void;
};

/**
 * The feeds of all the user's conversations, and the one place that asks `sync`: gathered for all that are behind, one request at a
 * time, again after a pause when it fails. [CLI-3, CLI-6]
 */
export class Feeds {
  readonly #ports: FeedPorts;
  readonly #feeds = new Map<ConversationId, Feed>();
  /** How far those were followed that the reader has lost: at most `leftLimit`, the earliest lost go first. */
  readonly #left = new Map<ConversationId, Position>();
  /** Asked round robin: a conversation with many pages does not keep the others waiting. */
  readonly #behind = new Set<ConversationId>();
  readonly #pause: Pause;
  #wantsInbox = false;
  #isRunning = false;
  #idle: (() => void)[] = [];

  constructor(ports: FeedPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports.clock);
  }

  /** The newest number that is known of a conversation. */
  headSeq(conversation: ConversationId): number | null {
    return this.#feeds.get(conversation)?.position.seq ?? null;
  }

  /**
   * From `head` on; a conversation that is followed already is so from where it is. One that was lost and is there again goes on where it was, if
   * that is further: a list that is read after a failover may lack a line for a moment, and what was told is not told again. [CLI-5]
   */
  follow(conversation: ConversationId, head: Position): void {
    const known = this.#feeds.get(conversation);
    if (known) {
      if (known.position.epoch !== head.epoch) this.reset(conversation, head);
      return;
    }
    const left = this.#left.get(conversation);
    this.#left.delete(conversation);
    const from = left && left.epoch === head.epoch && left.seq > head.seq ? left : head;
    const feed = new Feed(conversation, from, (event, isRepeated) =>
      this.#ports.deliver(conversation, event, isRepeated),
    );
    this.#feeds.set(conversation, feed);
    this.#catchUp(conversation);
  }

  /** How far a log is followed, and how much is known of its threads. */
  placeOf(conversation: ConversationId): Feed | undefined {
    return this.#feeds.get(conversation);
  }

  /** What is shown of it is a copy that ends at `at`: it is followed from there. False where the log does not continue it. */
  rewind(conversation: ConversationId, at: Position, mark: number | undefined): boolean {
    const feed = this.#feeds.get(conversation);
    if (!feed?.rewindTo(at, mark)) return false;
    if (feed.isBehind) this.#catchUp(conversation);
    return true;
  }

  drop(conversation: ConversationId): void {
    const feed = this.#feeds.get(conversation);
    if (feed) this.#left.set(conversation, feed.position);
    const [earliest] = this.#left.keys();
    if (this.#left.size > leftLimit && earliest !== undefined) this.#left.delete(earliest);
    this.#feeds.delete(conversation);
    this.#behind.delete(conversation);
  }

  clear(): void {
    this.#feeds.clear();
    this.#left.clear();
    this.#behind.clear();
    this.#wantsInbox = false;
    this.#pause.end();
  }

  receive(conversation: ConversationId, event: LogEvent): void {
    const feed = this.#feeds.get(conversation);
    if (!feed) return;
    feed.receive(event);
    if (feed.isBehind) this.#catchUp(conversation);
  }

  /** A page was read that shows threads as they are at this mark; one that was read earlier may show them as they were before. */
  marked(conversation: ConversationId, mark: number): void {
    const feed = this.#feeds.get(conversation);
    if (feed) feed.mark ??= mark;
  }

  /** The server has told of threads up to this mark. Where nothing that shows them was read, the pages will say. */
  told(conversation: ConversationId, mark: number): void {
    const feed = this.#feeds.get(conversation);
    if (feed?.mark !== undefined) feed.mark = Math.max(feed.mark, mark);
  }

  /** The server stopped feeding it. */
  lagging(conversation: ConversationId): void {
    this.#feeds.get(conversation)?.fallBehind();
    if (this.#feeds.has(conversation)) this.#catchUp(conversation);
  }

  reset(conversation: ConversationId, head: Position): void {
    const feed = this.#feeds.get(conversation);
    if (!feed) return;
    feed.restartAt(head);
    if (feed.isBehind) this.#catchUp(conversation);
    this.#ports.reset(conversation, head);
  }

  /** A new connection: nothing is live until what was missed is read. */
  resume(): void {
    for (const feed of this.#feeds.values()) {
      feed.fallBehind();
      this.#behind.add(feed.conversation);
    }
    this.#pause.end();
    this.syncInbox();
  }

  syncInbox(): void {
    this.#wantsInbox = true;
    this.#start();
  }

  /** Resolves when nothing is behind, or the connection is lost. */
  caughtUp(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #catchUp(conversation: ConversationId): void {
    this.#behind.add(conversation);
    this.#start();
  }

  /** Does not cut a pause short: live events that meet a hole come many a second. */
  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    // One turn later, so that all feeds that fall behind in this turn go into one request.
    await Promise.resolve();
    let failures = 0;
    while (this.#ports.isOnline() && (this.#behind.size > 0 || this.#wantsInbox)) {
      let error: unknown;
      try {
        if (await this.#ask()) failures = 0;
        else failures += 1;
      } catch (thrown) {
        error = thrown;
        failures += 1;
      }
      if (failures > 0 && this.#ports.isOnline())
        await this.#pause.wait(pauseMs(failures, error, () => this.#ports.random()));
    }
    this.#isRunning = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** One request. Whether any feed, or the inbox, is further than before. */
  async #ask(): Promise<boolean> {
    const asked: Feed[] = [];
    for (const conversation of this.#behind) {
      const feed = this.#feeds.get(conversation);
      if (!feed) this.#behind.delete(conversation);
      else if (asked.push(feed) === limits.syncConversations) break;
    }
    const held = new Map(asked.map((feed) => [feed.conversation, feed.position]));
    const inboxRev = this.#wantsInbox ? this.#ports.inboxRev() : null;
    this.#wantsInbox = false;
    if (asked.length === 0 && inboxRev === null) return true;
    let answer: AnswerOf<'sync'>;
    try {
      answer = await this.#ports.sync({
        ...(inboxRev === null ? {} : { inbox: inboxRev }),
        conversations: asked.map((feed) => feed.asHeld()),
      });
    } catch (error) {
      this.#wantsInbox ||= inboxRev !== null;
      throw error;
    }
    // Only what was asked for counts as progress: anything else could make this a loop without a pause.
    let gotOn = inboxRev !== null && answer.inbox !== undefined;
    if (gotOn && answer.inbox) this.#ports.inboxMissed(answer.inbox);
    for (const synced of answer.conversations) {
      const feed = this.#feeds.get(synced.conversation);
      if (!feed) continue;
      // An answer about a place where it is no longer (it was reset meanwhile): it is asked again, from where it is.
      if (feed.position !== held.get(synced.conversation) || this.#applySync(feed, synced)) gotOn = true;
    }
    return gotOn;
  }

  #applySync(feed: Feed, synced: SyncedConversation): boolean {
    const { conversation } = feed;
    this.#behind.delete(conversation);
    if (synced.reset) {
      if (synced.head) this.reset(conversation, synced.head);
      else {
        this.drop(conversation);
        this.#ports.lost(conversation);
      }
      return true;
    }
    let gotOn = true;
    if (synced.head && isFar(feed.position, synced.head) && !this.#ports.wantsAll()) {
      feed.skipTo(synced.head);
      this.#ports.skipped(conversation);
    } else gotOn = feed.applyMissed(synced);
    if (synced.head) this.#ports.begins(conversation, synced.head.first);
    if (synced.threads && synced.threads.length > 0) this.#ports.threads(conversation, synced.threads);
    const { members, online } = synced;
    if (members !== undefined && online !== undefined) this.#ports.counted({ conversation, members, online });
    // To the end of the line.
    if (feed.isBehind && this.#feeds.get(conversation) === feed) this.#behind.add(conversation);
    return gotOn;
  }
}

const isFar = (from: Position, to: Position): boolean =>
  to.seq - from.seq > replayedSteps || to.rev - from.rev > replayedSteps;
