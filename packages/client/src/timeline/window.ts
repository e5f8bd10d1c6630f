import type { Change, Message, ThreadAt, UserId } from '@rookery/protocol';
import { applyChange } from '../apply-change.ts';

/** Messages in one request of history. */
export const page = 50;
/** The most that the server gives in one answer. */
export const largestPage = 100;
/** Messages kept of one conversation; whole pages go from the far end. */
const keptLimit = 2_000;

/** A stretch of one conversation's log without holes, oldest first. */
export class Window {
  readonly #asNow: (message: Message) => Message;
  #messages: readonly Message[] = [];
  /** Where it stands while it is empty: what follows this number is the next. */
  #emptyAt = 0;

  /** `asNow`: a message with its author as they are now, or the same object. */
  constructor(asNow: (message: Message) => Message = (message) => message) {
    this.#asNow = asNow;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get first(): Message | undefined {
    return this.#messages[0];
  }

  get last(): Message | undefined {
    return this.#messages.at(-1);
  }

  get lastSeq(): number {
    return this.last?.seq ?? this.#emptyAt;
  }

  at(seq: number): Message | undefined {
    // The stretch has no holes, so a number's distance from the first is its index.
    return this.#messages[seq - (this.first?.seq ?? 1)];
  }

  /** `emptyAt`: the end of a log of which nothing is left. */
  replace(messages: readonly Message[], emptyAt = 0): void {
    this.#emptyAt = emptyAt;
    this.#messages = messages.map(this.#asNow);
  }

  /** Profiles changed. False where nobody here is concerned. */
  renew(): boolean {
    const renewed = this.#messages.map(this.#asNow);
    if (renewed.every((message, index) => message === this.#messages[index])) return false;
    this.#messages = renewed;
    return true;
  }

  prepend(messages: readonly Message[]): void {
    if (messages.at(-1)?.seq !== (this.first?.seq ?? 1) - 1) return;
    this.#messages = [...messages.map(this.#asNow), ...this.#messages];
    const extra = extraOf(this.#messages);
    if (extra > 0) this.#messages = this.#messages.slice(0, -extra);
  }

  /** Lets go of what does not exist any more. */
  beginAt(seq: number): void {
    this.#emptyAt = this.lastSeq;
    if ((this.first?.seq ?? seq) < seq) this.#messages = this.#messages.filter((message) => message.seq >= seq);
  }

  /** Those that follow the last one without a hole; the others are left out. */
  append(messages: readonly Message[]): void {
    const next = messages.filter(({ seq }) => seq > this.lastSeq);
    if (next.length === 0 || next[0]?.seq !== this.lastSeq + 1) return;
    this.#messages = [...this.#messages, ...next.map(this.#asNow)];
    const extra = extraOf(this.#messages);
    if (extra > 0) this.#messages = this.#messages.slice(extra);
  }

  /** Replaces messages of the window by newer readings of them. */
  refresh(messages: readonly Message[]): void {
    const fresh = new Map(messages.map((message) => [message.seq, this.#asNow(message)]));
    this.#messages = this.#messages.map((message) => fresh.get(message.seq) ?? message);
  }

  change(change: Change, reader: UserId | null): void {
    if ('seq' in change) this.#update(change.seq, (message) => applyChange(message, change, reader));
  }

  /** What the reader herself reacted with, before the log's change says so. */
  reacted(seq: number, emoji: string, on: boolean): void {
    this.#update(seq, (message) => {
      const mine = new Set(message.mine);
      if (on) mine.add(emoji);
      else mine.delete(emoji);
      return { ...message, mine: [...mine] };
    });
  }

  /** What is said under it, unless more is known: counts only rise. */
  thread({ seq, thread }: ThreadAt): void {
    this.#update(seq, (message) =>
      message.thread && message.thread.replies >= thread.replies ? message : { ...message, thread },
    );
  }

  #update(seq: number, update: (message: Message) => Message): void {
    const message = this.at(seq);
    const next = message && update(message);
    if (next && next !== message) this.#messages = this.#messages.with(this.#messages.indexOf(message), next);
  }
}

/** How many to let go: whole pages. */
const extraOf = (messages: readonly Message[]): number =>
  messages.length <= keptLimit ? 0 : Math.ceil((messages.length - keptLimit) / page) * page;
