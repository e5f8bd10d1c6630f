import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId, Position } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import { toIndexed } from '../domain/search/indexed-message.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';
import type { Indexed, IndexStep, SearchIndex } from '../ports/search-index.ts';
import { readOn } from './read-on.ts';
import type { TaskNews } from './read-on.ts';

/** Messages and changes that are read and indexed at once: a search that waits for the index's thread waits for one such step. */
const stepLimit = 200;
/** Conversations that are read at the same time. */
const atOnce = 4;
/** Conversations that are known to be behind; beyond it they are found behind by the next search. */
const waitingLimit = 100_000;
/** What is written is gathered for so long before it is indexed in the background, … */
const gatherMs = 250;
/** … and so long is between two steps there: those who write and read go first. */
const backgroundPauseMs = 20;
/** How often it is looked whether somebody has emptied the index (`npm run reindex`). */
const emptiedMs = 2_000;
/** So many conversations are looked at, so often, whether they have moved on, or ended, without anybody here hearing of it. */
const roundLimit = 200;
const usualRoundMs = 30_000;

/** Nothing is to be read of the log itself. */
const isOfThreadsAlone = ({ messages, changes, isReset, from, to }: TaskNews): boolean =>
  !isReset && messages.length + changes.length === 0 && from.seq === to.seq && from.rev === to.rev;

/** Where a log begins that is indexed for the first time: its changes so far stand in the messages as they read now. */
const beginning = ({ head }: ConversationState): Position => ({
  ...{ epoch: head.epoch, seq: 0, id: null, rev: head.rev, change: head.change },
});

/** Where a log ends, and how often something was said or changed in its threads. */
type Heads = Pick<ConversationState, 'head' | 'mark'>;

/** An id that is not known (any more) contradicts nothing. */
const agrees = (one: string | null, other: string | null): boolean => one === null || other === null || one === other;

const isUpToDate = (indexed: Indexed | null, { head, mark }: Heads): boolean =>
  indexed !== null &&
  indexed.mark === mark &&
  indexed.position.epoch === head.epoch &&
  indexed.position.seq === head.seq &&
  indexed.position.rev === head.rev &&
  agrees(indexed.position.id, head.id) &&
  agrees(indexed.position.change, head.change) &&
  indexed.first === head.first;

/** Whether all that there was at that head is in the index. */
const covers = (indexed: Indexed | null, { head, mark }: Heads): boolean =>
  isUpToDate(indexed, { head, mark }) ||
  (indexed !== null &&
    indexed.mark >= mark &&
    indexed.position.epoch === head.epoch &&
    indexed.position.seq >= head.seq &&
    indexed.position.rev >= head.rev);

/**
 * Keeps the index behind the logs. Each conversation has its own position in the index, moved in the same step as what it stands for; so whatever
 * was missed while nobody looked, or a node was dead, is seen by comparing that with the head, and read then. A search asks for this
 * comparison before it looks (`catchUp`); what is written while the node lives is noted and read in the background. [FIND-5]
 */
export class IndexFollower {
  readonly #log: Pick<ConversationLog, 'tail' | 'states' | 'threads'>;
  readonly #index: SearchIndex;
  readonly #onFault: (error: unknown) => void;
  readonly #roundMs: number;
  /** Up to where the round has come. */
  #roundAt: ConversationId | null = null;
  #nextRoundAt = 0;
  /** Of conversations that are being read. */
  readonly #reading = new Map<ConversationId, Promise<void>>();
  /** Asked for by a search: read as fast as can be. */
  readonly #asked = new Set<ConversationId>();
  /** Written to: read by and by, if it is indexed at all. */
  readonly #noted = new Set<ConversationId>();
  #timer: NodeJS.Timeout | null = null;
  #patrol: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(
    ports: { readonly log: Pick<ConversationLog, 'tail' | 'states' | 'threads'>; readonly index: SearchIndex },
    onFault: (error: unknown) => void,
    roundMs = usualRoundMs,
  ) {
    this.#roundMs = roundMs;
    this.#log = ports.log;
    this.#index = ports.index;
    // What is still asked for when the index closes is refused.
    this.#onFault = (error) => (this.#isClosed ? undefined : onFault(error));
    if (this.#index.isBegun) this.#watch();
  }

  /** Something was written there. Costs nothing where no search has begun an index. */
  note(conversation: ConversationId): void {
    if (this.#isClosed || !this.#index.isBegun || this.#noted.size >= waitingLimit) return;
    this.#noted.add(conversation);
    this.#wake();
  }

  /**
   * Reads on in those that are behind, for `withinMs` at most; those that lack least come first. Answers those that are still behind: they are read
   * on in the background.
   */
  async catchUp(conversations: readonly ConversationId[], withinMs: number): Promise<ReadonlySet<ConversationId>> {
    const until = performance.now() + withinMs;
    this.#watch();
    const [states, positions] = await Promise.all([
      this.#log.states(conversations),
      this.#index.positions(conversations),
    ]);
    const behind = conversations.flatMap((conversation, place) => {
      const [state, indexed] = [states[place], positions[place] ?? null];
      if (!state || isUpToDate(indexed, state)) return [];
      return { conversation, state, lack: state.head.seq - (indexed?.position.seq ?? 0) };
    });
    behind.sort((one, other) => other.lack - one.lack);
    const left = new Set(behind.map(({ conversation }) => conversation));
    const workers = Array.from({ length: atOnce }, async () => {
      for (let next = behind.pop(); next && performance.now() < until; next = behind.pop())
        try {
          if (await this.#reach(next.conversation, next.state, until)) left.delete(next.conversation);
        } catch (error) {
          // Its shard or the index is away for a moment: it stays among those that are behind.
          this.#onFault(error);
        }
    });
    const late = new AbortController();
    await Promise.race([
      Promise.all(workers),
      pause(withinMs, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    for (const conversation of left) if (this.#asked.size < waitingLimit) this.#asked.add(conversation);
    if (left.size > 0) this.#wake();
    return left;
  }

  /** A reader that was at it already may have seen an earlier head: then it is read on once more. */
  async #reach(conversation: ConversationId, heads: Heads, until: number): Promise<boolean> {
    while (performance.now() < until) {
      await this.#read(conversation, until, 0);
      const [indexed = null] = await this.#index.positions([conversation]);
      if (covers(indexed, heads)) return true;
    }
    return false;
  }

  /** One reader a conversation, to its end or until the time is up. */
  #read(conversation: ConversationId, until: number, pauseMs: number): Promise<void> {
    const known = this.#reading.get(conversation);
    if (known) return known;
    const reading = this.#readToEnd(conversation, until, pauseMs).finally(() => this.#reading.delete(conversation));
    this.#reading.set(conversation, reading);
    return reading;
  }

  async #readToEnd(conversation: ConversationId, until: number, pauseMs: number): Promise<void> {
    while (!this.#isClosed && performance.now() < until) {
      const [[state], [indexed = null]] = await Promise.all([
        this.#log.states([conversation]),
        this.#index.positions([conversation]),
      ]);
      if (!state) {
        await this.#index.forget(conversation);
        return;
      }
      if (isUpToDate(indexed, state)) return;
      // After a failover numbers are given anew until somebody sees it: what differs may lie before the place where the new epoch began.
      if (indexed && indexed.position.epoch !== state.head.epoch) {
        await this.#index.forget(conversation);
        continue;
      }
      const cursor = indexed?.position ?? beginning(state);
      const news = await readOn(this.#log, conversation, cursor, stepLimit);
      if (!news) continue;
      if (indexed && indexed.first === state.head.first && isOfThreadsAlone(news)) {
        await this.#readThreads(conversation, indexed, state.mark, until);
        continue;
      }
      // The first changes are gone, and what they changed is not known: it is read anew.
      if (news.lacksChanges && indexed) await this.#index.forget(conversation);
      else await this.#index.apply(await this.#stepOf(news, indexed?.position ?? null, state.head.first));
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  /** The threads in which something was said or changed since, then the mark up to which they are read. */
  async #readThreads(
    conversation: ConversationId,
    { position, first, mark }: Indexed,
    now: number,
    until: number,
  ): Promise<void> {
    const found = await this.#log.threads(conversation, mark, stepLimit);
    for (const { thread } of found.changed) await this.#read(thread.id, until, 0);
    if (performance.now() >= until) return;
    const step = { conversation, from: position, to: position, first, messages: [], gone: [] };
    // Where a failover has lost marks, it goes back with them.
    await this.#index.apply({ ...step, mark: found.isMore ? found.mark : now });
  }

  async #stepOf(news: TaskNews, from: Position | null, first: number): Promise<IndexStep> {
    const told = new Set(news.messages.map(({ seq }) => seq));
    const changed = new Set<number>();
    for (const change of news.changes)
      if ('seq' in change && change.seq !== undefined && change.kind !== 'react') changed.add(change.seq);
    const again = [...changed].filter((seq) => seq <= news.to.seq && seq >= first && !told.has(seq));
    const asTheyReadNow = await Promise.all(
      again.map((seq) => this.#log.tail(news.conversation, { seq: seq - 1, rev: news.to.rev }, 1)),
    );
    const messages = [...news.messages];
    for (const [place, tail] of asTheyReadNow.entries())
      messages.push(...(tail?.messages.filter(({ seq }) => seq === again[place]) ?? []));
    return {
      ...{ conversation: news.conversation, from, to: news.to, first },
      ...(news.isReset ? { keepUpTo: news.from.seq } : {}),
      messages: messages.filter(({ deleted }) => !deleted).map(toIndexed),
      gone: messages.filter(({ deleted }) => deleted),
    };
  }

  // ---- in the background ----

  #wake(): void {
    if (this.#timer || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#work()
        .catch(this.#onFault)
        .finally(() => {
          this.#timer = null;
          if (this.#asked.size + this.#noted.size > 0) this.#wake();
        });
    }, gatherMs);
    this.#timer.unref();
  }

  /** From the first search on, and from the start where an index is left. */
  #watch(): void {
    if (this.#patrol || this.#isClosed) return;
    this.#patrol = setInterval(
      () => {
        this.#lookAround().catch(this.#onFault);
      },
      Math.min(emptiedMs, this.#roundMs),
    );
    this.#patrol.unref();
  }

  async #lookAround(): Promise<void> {
    for (const conversation of await this.#index.emptied(waitingLimit)) this.#asked.add(conversation);
    if (performance.now() >= this.#nextRoundAt) {
      this.#nextRoundAt = performance.now() + this.#roundMs;
      const next = await this.#index.covered(this.#roundAt, roundLimit);
      this.#roundAt = next.length < roundLimit ? null : (next.at(-1) ?? null);
      for (const conversation of next) if (this.#noted.size < waitingLimit) this.#noted.add(conversation);
    }
    if (this.#asked.size + this.#noted.size > 0) this.#wake();
  }

  async #work(): Promise<void> {
    const asked = [...this.#asked];
    this.#asked.clear();
    for (const failed of await this.#readAll(asked, 0)) this.#asked.add(failed);
    const noted = [...this.#noted];
    this.#noted.clear();
    if (noted.length === 0) return;
    const [states, positions] = await Promise.all([this.#log.states(noted), this.#index.positions(noted)]);
    const behind = noted.filter((_, place) => {
      const [state, indexed] = [states[place], positions[place]];
      return indexed && !(state && isUpToDate(indexed, state));
    });
    await this.#readAll(behind, backgroundPauseMs);
  }

  /** Answers those where it failed. */
  async #readAll(conversations: readonly ConversationId[], pauseMs: number): Promise<readonly ConversationId[]> {
    const rest = [...conversations];
    const failed: ConversationId[] = [];
    const workers = Array.from({ length: atOnce }, async () => {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
        if (this.#isClosed) return;
        try {
          await this.#read(next, Infinity, pauseMs);
        } catch (error) {
          // The next search sees that it is behind.
          this.#onFault(error);
          failed.push(next);
        }
      }
    });
    await Promise.all(workers);
    return failed;
  }

  /** What is being read ends with its step. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#patrol) clearInterval(this.#patrol);
    await Promise.allSettled(this.#reading.values());
  }
}
