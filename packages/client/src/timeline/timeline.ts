import type {
  AnswerOf,
  Change,
  ConversationId,
  HeldPosition,
  Message,
  Position,
  SyncedConversation,
  UserId,
} from '@rookery/protocol';
import { asClientError } from '../client-error.ts';
import type { ClientError } from '../client-error.ts';
import { Observed } from '../observable.ts';
import type { Observable, Unsubscribe } from '../observable.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import { applyChange } from './apply-change.ts';

/** One row: in the log, or on its way. `key` stays the same from the one to the other. */
export type TimelineItem =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: OutboxItem };

export type TimelineView = {
  /** `gone`: there is no such conversation for this reader, or no longer. */
  readonly state: 'loading' | 'ready' | 'gone';
  /** One stretch of the log without holes, oldest first, then (at its newest end) what is on its way. */
  readonly items: readonly TimelineItem[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
};

const page = 50;
/** Messages kept of one conversation; whole pages go from the far end. */
const keptLimit = 2_000;
const heldLimit = 1_000;

export type TimelinePorts = {
  readonly conversation: ConversationId;
  reader(): UserId | null;
  history(range: {
    before?: number;
    after?: number;
    around?: number;
    limit: number;
  }): Promise<AnswerOf<'history:fetch'>>;
  sync(held: HeldPosition): Promise<SyncedConversation | undefined>;
  pending(): readonly OutboxItem[];
  /** The log has a message of this device. */
  confirmed(message: Message): void;
  isOnline(): boolean;
};

/**
 * A client's ordered view of one conversation: a stretch of its log without holes. Live messages join its newest end; a hole is
 * repaired with `sync` before anything after it is shown; what is known is dropped. [CLI-2]
 */
export class Timeline implements Observable<TimelineView> {
  readonly #ports: TimelinePorts;
  readonly #view = new Observed<TimelineView>(loading);
  #messages: Message[] = [];
  #items = new WeakMap<Message | OutboxItem, TimelineItem>();
  #head: Position | null = null;
  /** Revision and change up to which `#messages` read. */
  #rev = { rev: 0, change: null as string | null };
  #state: TimelineView['state'] = 'loading';
  #loadingOlder = false;
  #loadingNewer = false;
  /** Live events that wait for a read of the log. */
  #held: ({ readonly message: Message } | { readonly change: Change })[] | null = null;
  #work: Promise<void> = Promise.resolve();
  #wanted = false;

  constructor(ports: TimelinePorts) {
    this.#ports = ports;
  }

  readonly get = (): TimelineView => this.#view.get();

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const unsubscribe = this.#view.subscribe(listener);
    if (!this.#wanted) {
      this.#wanted = true;
      void this.showLatest();
    }
    return unsubscribe;
  };

  get isWanted(): boolean {
    return this.#wanted;
  }

  /** Whether its newest end is the log's. */
  get isAtHead(): boolean {
    return this.#head !== null && (this.#messages.at(-1)?.seq ?? 0) >= this.#head.seq;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  // ---- loading ----

  /** Moves to the newest messages. */
  showLatest(): Promise<void> {
    this.#wanted = true;
    return this.#read(async () => {
      if (this.#state === 'ready' && this.isAtHead) return;
      this.#replace(await this.#ports.history({ limit: page }));
    });
  }

  /** Moves to where `seq` is; false when there is no such message. */
  async showAround(seq: number): Promise<boolean> {
    this.#wanted = true;
    let isThere = this.#messages.some((message) => message.seq === seq);
    if (isThere) return true;
    await this.#read(async () => {
      const answer = await this.#ports.history({ around: seq, limit: page });
      isThere = answer.messages.some((message) => message.seq === seq);
      if (isThere) this.#replace(answer);
    });
    return isThere;
  }

  loadOlder(): Promise<void> {
    const first = this.#messages[0];
    if (!first || first.seq <= 1 || this.#loadingOlder) return this.#work;
    this.#loadingOlder = true;
    this.#show();
    return this.#read(async () => {
      const answer = await this.#ports.history({ before: first.seq, limit: page });
      if (this.#messages[0]?.seq !== first.seq || answer.head.epoch !== this.#head?.epoch) return;
      this.#messages = [...answer.messages, ...this.#messages];
      this.#evict('newest');
    }).finally(() => {
      this.#loadingOlder = false;
      this.#show();
    });
  }

  loadNewer(): Promise<void> {
    const last = this.#messages.at(-1);
    if (!last || this.isAtHead || this.#loadingNewer) return this.#work;
    this.#loadingNewer = true;
    this.#show();
    return this.#read(async () => {
      const answer = await this.#ports.history({ after: last.seq, limit: page });
      if (this.#messages.at(-1)?.seq !== last.seq || answer.head.epoch !== this.#head?.epoch) return;
      this.#head = later(this.#head, answer.head);
      this.#messages = [...this.#messages, ...answer.messages];
      this.#evict('oldest');
    }).finally(() => {
      this.#loadingNewer = false;
      this.#show();
    });
  }

  /** One message by its number, from here or the log. */
  async find(seq: number): Promise<Message | undefined> {
    const here = this.#messages.find((message) => message.seq === seq);
    if (here) return here;
    const answer = await this.#ports.history({ around: seq, limit: 1 });
    return answer.messages.find((message) => message.seq === seq);
  }

  // ---- live ----

  receive(message: Message): void {
    if (message.user.id === this.#ports.reader()) this.#ports.confirmed(message);
    if (this.#held) {
      this.#hold({ message });
      return;
    }
    if (!this.#head) return;
    const last = this.#messages.at(-1)?.seq ?? 0;
    const wasAtHead = this.isAtHead;
    if (message.seq <= this.#head.seq) {
      // Known, unless the log was rewritten beneath us.
      if (message.seq === this.#head.seq && this.#head.id !== null && message.id !== this.#head.id)
        this.#repair({ message });
      return;
    }
    if (wasAtHead && message.seq !== last + 1) {
      this.#repair({ message });
      return;
    }
    this.#head = { ...this.#head, seq: message.seq, id: message.id };
    if (wasAtHead) {
      this.#messages = [...this.#messages, message];
      this.#evict('oldest');
    }
    this.#show();
  }

  change(change: Change): void {
    if (this.#held) {
      this.#hold({ change });
      return;
    }
    if (!this.#head || change.rev <= this.#rev.rev) return;
    if (change.prev > this.#rev.rev) {
      this.#repair({ change });
      return;
    }
    this.#take(change);
    this.#show();
  }

  /** The server stopped feeding this conversation. */
  lagging(): void {
    if (this.#wanted) void this.resume();
  }

  /** The log began a new life: what is held is dropped and read afresh. */
  reset(): void {
    if (!this.#wanted) return;
    this.#forget();
    void this.showLatest();
  }

  gone(): void {
    this.#forget();
    this.#state = 'gone';
    this.#show();
  }

  /** An entry of the outbox changed. */
  outboxChanged(): void {
    this.#show();
  }

  /** After a reconnect: everything missed since the last one. Live events wait until it is there. [CLI-3] */
  resume(): Promise<void> {
    if (!this.#wanted) return Promise.resolve();
    this.#held ??= [];
    return this.#read(() => this.#catchUp());
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      if (!this.#head || this.#state !== 'ready' || !this.isAtHead) {
        // A window that is not at the head cannot be continued: it is read again where it stands.
        const middle = this.#messages[Math.floor(this.#messages.length / 2)];
        this.#replace(
          await this.#ports.history(
            middle && !this.isAtHead ? { around: middle.seq, limit: 2 * page } : { limit: page },
          ),
        );
        return;
      }
      const last = this.#messages.at(-1);
      const synced = await this.#ports.sync({
        conversation: this.#ports.conversation,
        epoch: this.#head.epoch,
        seq: last?.seq ?? 0,
        id: last?.id ?? null,
        rev: this.#rev.rev,
        change: this.#rev.change,
      });
      if (!synced) return;
      if (synced.reset) {
        if (synced.head === null) {
          this.gone();
          return;
        }
        this.#replace(await this.#ports.history({ limit: page }));
        return;
      }
      this.#extend(synced);
      if (!synced.more) return;
    }
  }

  #extend(synced: SyncedConversation): void {
    const next = synced.messages.filter((message) => message.seq > (this.#messages.at(-1)?.seq ?? 0));
    for (const message of next) if (message.user.id === this.#ports.reader()) this.#ports.confirmed(message);
    this.#messages = [...this.#messages, ...next];
    for (const change of synced.changes) if (change.rev > this.#rev.rev) this.#take(change);
    const last = this.#messages.at(-1);
    // Not past what is held: while `more`, the head is not reached.
    if (this.#head && synced.head)
      this.#head = synced.more ? { ...this.#head, seq: last?.seq ?? 0, id: last?.id ?? null } : synced.head;
    if (!synced.more && synced.head) this.#rev = { rev: synced.head.rev, change: synced.head.change };
    this.#evict('oldest');
  }

  // ---- insides ----

  #hold(event: { readonly message: Message } | { readonly change: Change }): void {
    if (!this.#held) return;
    // Beyond the limit the next repair reads them from the log.
    if (this.#held.length < heldLimit) this.#held.push(event);
  }

  #repair(event: { readonly message: Message } | { readonly change: Change }): void {
    this.#held = [event];
    void this.resume();
  }

  /** Reads of the log go one after the other; live events wait meanwhile and are taken afterwards. */
  #read(work: () => Promise<void>): Promise<void> {
    const run = async (): Promise<void> => {
      this.#held ??= [];
      try {
        await work();
        if (this.#state === 'loading' && this.#head) this.#state = 'ready';
      } catch (thrown) {
        const error: ClientError = asClientError(thrown);
        if (error.code === 'not_found' || error.code === 'forbidden') this.gone();
        // Anything else passes: the next connection resumes.
      }
      const held = this.#held ?? [];
      this.#held = null;
      for (const event of held) {
        if ('message' in event) this.receive(event.message);
        else this.change(event.change);
      }
      this.#show();
    };
    this.#work = this.#work.then(run, run);
    return this.#work;
  }

  #replace(answer: AnswerOf<'history:fetch'>): void {
    this.#messages = answer.messages;
    this.#head = answer.head;
    this.#rev = { rev: answer.head.rev, change: answer.head.change };
    this.#state = 'ready';
    for (const message of answer.messages) if (message.user.id === this.#ports.reader()) this.#ports.confirmed(message);
  }

  #take(change: Change): void {
    this.#rev = { rev: change.rev, change: change.id };
    if (this.#head) this.#head = { ...this.#head, rev: change.rev, change: change.id };
    if (change.seq === undefined) return;
    const index = this.#messages.findIndex((message) => message.seq === change.seq);
    const message = this.#messages[index];
    if (!message) return;
    const next = applyChange(message, change, this.#ports.reader());
    this.#messages = this.#messages.with(index, next);
  }

  /** What the reader herself reacted with, before the log's change says so. */
  reacted(seq: number, emoji: string, on: boolean): void {
    const index = this.#messages.findIndex((message) => message.seq === seq);
    const message = this.#messages[index];
    if (!message) return;
    const mine = new Set(message.mine);
    if (on) mine.add(emoji);
    else mine.delete(emoji);
    this.#messages = this.#messages.with(index, { ...message, mine: [...mine] });
    this.#show();
  }

  #evict(end: 'oldest' | 'newest'): void {
    const extra = this.#messages.length - keptLimit;
    if (extra <= 0) return;
    const count = Math.ceil(extra / page) * page;
    this.#messages = end === 'oldest' ? this.#messages.slice(count) : this.#messages.slice(0, -count);
  }

  #forget(): void {
    this.#messages = [];
    this.#head = null;
    this.#rev = { rev: 0, change: null };
    this.#state = 'loading';
    this.#held = null;
    this.#show();
  }

  #show(): void {
    const items: TimelineItem[] = this.#messages.map((message) => this.#messageItem(message));
    const atHead = this.#state !== 'gone' && (this.#head === null || this.isAtHead);
    if (atHead) {
      const shown = new Set(this.#messages.slice(-200).map((message) => message.clientId));
      for (const pending of this.#ports.pending())
        if (!shown.has(pending.entry.clientId)) items.push(this.#pendingItem(pending));
    }
    this.#view.set({
      state: this.#state,
      items,
      hasOlder: (this.#messages[0]?.seq ?? 1) > 1,
      hasNewer: this.#head !== null && !this.isAtHead,
      loadingOlder: this.#loadingOlder,
      loadingNewer: this.#loadingNewer,
    });
  }

  #messageItem(message: Message): TimelineItem {
    const known = this.#items.get(message);
    if (known) return known;
    const isMine = message.clientId !== undefined && message.user.id === this.#ports.reader();
    const item: TimelineItem = {
      kind: 'message',
      key: isMine ? (message.clientId ?? message.id) : message.id,
      message,
    };
    this.#items.set(message, item);
    return item;
  }

  #pendingItem(pending: OutboxItem): TimelineItem {
    const known = this.#items.get(pending);
    if (known) return known;
    const item: TimelineItem = { kind: 'pending', key: pending.entry.clientId, pending };
    this.#items.set(pending, item);
    return item;
  }
}

const loading: TimelineView = {
  state: 'loading',
  items: [],
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
};

const later = (a: Position | null, b: Position): Position => (a && a.epoch === b.epoch && a.seq > b.seq ? a : b);
