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
import { Observed } from '../observable.ts';
import type { Observable } from '../observable.ts';

export type InboxView = { readonly state: 'loading' | 'ready'; readonly entries: readonly Entry[] };

export type InboxPorts = {
  list(cursor: string | undefined): Promise<AnswerOf<'inbox:list'>>;
  since(rev: number): Promise<AnswerOf<'sync'>['inbox']>;
  reader(): UserId | null;
  /** The reader no longer belongs to it. */
  lost(conversation: ConversationId): void;
};

/** The user's conversations. What is unread is derived: head − read. */
export class Inbox {
  readonly #ports: InboxPorts;
  readonly #view = new Observed<InboxView>({ state: 'loading', entries: [] });
  #entries = new Map<ConversationId, Entry>();
  /** Where live messages mentioned the reader, per conversation: what a read mark passes is no longer counted. */
  readonly #mentionedAt = new Map<ConversationId, number[]>();
  #rev: number | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(ports: InboxPorts) {
    this.#ports = ports;
  }

  get view(): Observable<InboxView> {
    return this.#view;
  }

  entry(conversation: ConversationId): Entry | undefined {
    return this.#entries.get(conversation);
  }

  /** Loads it, or what was missed. Steps that come meanwhile are taken after. Throws what the connection throws. */
  resume(): Promise<void> {
    return this.#enqueue(async () => {
      const missed = this.#rev === null ? undefined : await this.#ports.since(this.#rev);
      if (!missed || 'reset' in missed) await this.#load();
      else for (const change of missed.changes) this.#apply(change);
      this.#show();
    });
  }

  /** Heads and unread may have moved while away: the list is small, so it is read again. */
  reload(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#load();
      this.#show();
    });
  }

  async #load(): Promise<void> {
    const entries = new Map<ConversationId, Entry>();
    let rev: number | null = null;
    let cursor: string | undefined;
    do {
      const answer = await this.#ports.list(cursor);
      // Steps after the first page's number are still to come; applying one twice changes nothing.
      rev ??= answer.rev;
      for (const entry of answer.entries) entries.set(entry.conversation, entry);
      cursor = answer.next ?? undefined;
    } while (cursor !== undefined);
    for (const conversation of this.#entries.keys()) if (!entries.has(conversation)) this.#ports.lost(conversation);
    this.#entries = entries;
    this.#mentionedAt.clear();
    this.#rev = rev;
  }

  step(change: InboxChange): void {
    void this.#enqueue(async () => {
      if (this.#rev === null || change.rev < this.#rev || (change.rev === this.#rev && change.prev !== change.rev))
        return;
      if (change.prev > this.#rev || change.prev === change.rev) {
        const missed = await this.#ports.since(this.#rev);
        if (!missed || 'reset' in missed) await this.#load();
        else for (const step of missed.changes) this.#apply(step);
      } else this.#apply(change);
      this.#show();
    });
  }

  #apply(change: InboxChange): void {
    this.#rev = Math.max(this.#rev ?? 0, change.rev);
    if (change.added) {
      const known = this.#entries.get(change.added.conversation);
      const isOlder = known && known.head.epoch === change.added.head.epoch && known.head.seq > change.added.head.seq;
      this.#entries.set(
        change.added.conversation,
        isOlder ? withRead({ ...change.added, head: known.head, last: known.last }, change.added.read) : change.added,
      );
    }
    if (change.removed && this.#entries.delete(change.removed)) this.#ports.lost(change.removed);
    const read = change.read && this.#entries.get(change.read.conversation);
    if (read && change.read) this.#entries.set(read.conversation, this.#marked(read, change.read.read));
  }

  #marked(entry: Entry, read: number): Entry {
    const live = this.#mentionedAt.get(entry.conversation) ?? [];
    const after = live.filter((seq) => seq > read);
    this.#mentionedAt.set(entry.conversation, after);
    const mentions = read >= entry.head.seq ? 0 : read > entry.read ? Math.max(after.length, 0) : entry.mentions;
    return { ...withRead(entry, read), mentions };
  }

  // ---- what happens in the conversations ----

  received(message: Message): void {
    const entry = this.#entries.get(message.conversation);
    if (!entry || message.seq <= entry.head.seq) return;
    const reader = this.#ports.reader();
    const isMine = message.user.id === reader;
    // A sender at the head stays there; the server derives the same.
    const read = isMine && entry.read === message.seq - 1 ? message.seq : entry.read;
    const isMention = reader !== null && !isMine && message.mentions?.includes(reader) === true;
    if (isMention) {
      const seqs = this.#mentionedAt.get(entry.conversation) ?? [];
      seqs.push(message.seq);
      this.#mentionedAt.set(entry.conversation, seqs);
    }
    this.#entries.set(entry.conversation, {
      ...withRead({ ...entry, head: { ...entry.head, seq: message.seq, id: message.id }, last: message }, read),
      mentions: entry.mentions + (isMention ? 1 : 0),
    });
    this.#show();
  }

  changed(change: Change): void {
    const entry = this.#entries.get(change.conversation);
    if (!entry || change.rev <= entry.head.rev) return;
    const last =
      entry.last && entry.last.seq === change.seq
        ? {
            ...entry.last,
            ...(change.content === undefined ? {} : { content: change.content }),
            ...(change.deleted ? { deleted: true as const, content: undefined } : {}),
          }
        : entry.last;
    this.#entries.set(change.conversation, {
      ...entry,
      last,
      head: { ...entry.head, rev: change.rev, change: change.id },
      ...(change.room ? { room: change.room } : {}),
    });
    this.#show();
  }

  roomUpdated(update: PayloadOf<'room:update'>): void {
    const entry = this.#entries.get(update.conversation);
    if (!entry?.room) return;
    const { members, online } = update;
    this.#entries.set(update.conversation, { ...entry, room: { ...entry.room, members, online } });
    this.#show();
  }

  clear(): void {
    this.#entries = new Map();
    this.#mentionedAt.clear();
    this.#rev = null;
    this.#view.set({ state: 'loading', entries: [] });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #show(): void {
    this.#view.set({ state: this.#rev === null ? 'loading' : 'ready', entries: [...this.#entries.values()] });
  }
}

const withRead = (entry: Entry, read: number): Entry => ({
  ...entry,
  read,
  unread: Math.max(0, entry.head.seq - read),
});
