import { isQuiet, toldLevel } from '@rookery/protocol';
import type { ConversationId, Entry, Message } from '@rookery/protocol';
import { callsReader } from '../calls-reader.ts';
import type { Client } from '../client.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';

/** What somebody is to be told: the latest message of one conversation. */
export type Notice = {
  readonly entry: Entry;
  readonly message: Message;
  /** How many messages it stands for, this one counted. */
  readonly count: number;
  /** The message calls her, by name or with all. */
  readonly isMention: boolean;
};

export type NoticePorts = {
  readonly clock?: Clock | undefined;
  /** Whether the user sees the conversation anyhow. Asked when a notice is due. */
  isLookedAt(conversation: ConversationId): boolean;
  /** Something will be told of this conversation, unless it is read within `afterMs`: said with each message of it. */
  soon?(conversation: ConversationId): void;
  tell(notice: Notice): void;
  /** What was told is read, or deleted: it is to be shown no longer. */
  takeBack(conversation: ConversationId): void;
};

/** For another device to read it, or its author to take it back. */
const afterMs = 1_000;
/** Conversations told of at once, as after a time without connection: the latest. */
const mostAtOnce = 5;
/** Messages of one conversation that are counted in one notice. */
const mostOfOne = 100;
/** Conversations remembered as told of; beyond it the earliest are not taken back. */
const toldLimit = 100;

type Due = { readonly messages: Map<number, Message> };

/**
 * Tells a person what happens while she does not look: what her levels, mutes and quiet hours let through, once a conversation and a second, nothing that she
 * wrote, has read, or that was deleted meanwhile; and takes back what is read elsewhere. Beside the client, and not part of it.
 */
export class Notices {
  readonly #client: Client;
  readonly #ports: NoticePorts;
  readonly #clock: Clock;
  readonly #due = new Map<ConversationId, Due>();
  /** The number of the latest message told of. */
  readonly #told = new Map<ConversationId, number>();
  readonly #stops: (() => void)[];
  #cancel: (() => void) | undefined;

  constructor(client: Client, ports: NoticePorts) {
    this.#client = client;
    this.#ports = ports;
    this.#clock = ports.clock ?? systemClock;
    this.#stops = [
      client.on('step', (step) => {
        if (step.kind === 'message') this.#came(step.message);
        else if (step.change.kind === 'delete') this.#deleted(step.change.conversation, step.change.seq);
      }),
      client.inbox.subscribe(() => this.#takeBackRead()),
      client.session.subscribe(() => this.#takeBackRead()),
      // They are read once somebody wants to know.
      client.settings.subscribe(() => undefined),
    ];
  }

  /** Nothing more is told; what was told stays. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#cancel?.();
    this.#cancel = undefined;
    this.#due.clear();
  }

  /** What another program, or an earlier life of this one, has told: it is taken back like the rest. */
  adopt(conversation: ConversationId, seq: number): void {
    if (seq <= (this.#told.get(conversation) ?? 0)) return;
    this.#remember(conversation, seq);
    this.#takeBackRead();
  }

  #entry(conversation: ConversationId): Entry | undefined {
    const { entries, threads } = this.#client.inbox.get();
    return [...entries, ...threads].find((entry) => entry.conversation === conversation);
  }

  /** Where it is let through now. */
  #lets(entry: Entry, message: Message): boolean {
    const { session, settings } = this.#client;
    const own = session.get();
    if (own.state === 'none' || message.user.id === own.user.id) return false;
    if (message.silent || message.content === undefined) return false;
    const wishes = settings.get();
    // While it is not known what she wants, she is left in peace.
    if (!wishes) return false;
    const { notify, quietHours, blocked } = wishes;
    if (blocked.includes(message.user.id) || message.seq <= entry.read) return false;
    const now = this.#clock.now();
    if (isQuiet(quietHours, now)) return false;
    const parent = entry.root && this.#entry(entry.root.conversation);
    // A reply that is shown in the room too is told of in its thread, where she follows that.
    if (message.fromThread && this.#entry(message.fromThread.thread)) return false;
    const level = toldLevel(now, { own: entry.notify, parent: parent?.notify, usual: notify });
    if (level !== 'mentions') return level === 'all';
    return (parent ?? entry).kind !== 'room' || this.#names(message);
  }

  #names(message: Message): boolean {
    const own = this.#client.session.get();
    return own.state !== 'none' && callsReader(message, own.user.id);
  }

  #came(message: Message): void {
    const { conversation, seq } = message;
    const entry = this.#entry(conversation);
    if (!entry || !this.#lets(entry, message)) return;
    const due = this.#due.get(conversation) ?? { messages: new Map<number, Message>() };
    // The latest conversation stands last.
    this.#due.delete(conversation);
    this.#due.set(conversation, due);
    due.messages.set(seq, message);
    const [earliest] = due.messages.keys();
    if (due.messages.size > mostOfOne && earliest !== undefined) due.messages.delete(earliest);
    // Each time: what was looked at a moment ago may be so no longer.
    this.#ports.soon?.(conversation);
    this.#cancel ??= this.#clock.after(afterMs, () => this.#tellDue());
  }

  #deleted(conversation: ConversationId, seq: number): void {
    this.#due.get(conversation)?.messages.delete(seq);
    if (this.#told.get(conversation) !== seq) return;
    this.#told.delete(conversation);
    this.#ports.takeBack(conversation);
  }

  #tellDue(): void {
    this.#cancel = undefined;
    const due = [...this.#due].slice(-mostAtOnce);
    this.#due.clear();
    for (const [conversation, { messages }] of due) {
      const entry = this.#entry(conversation);
      const left = entry ? [...messages.values()].filter((message) => this.#lets(entry, message)) : [];
      const message = left.findLast((one) => this.#names(one)) ?? left.at(-1);
      if (!entry || !message || this.#ports.isLookedAt(conversation)) continue;
      this.#remember(conversation, message.seq);
      this.#ports.tell({ entry, message, count: left.length, isMention: this.#names(message) });
    }
  }

  #remember(conversation: ConversationId, seq: number): void {
    this.#told.delete(conversation);
    this.#told.set(conversation, seq);
    const [earliest] = this.#told.keys();
    if (this.#told.size > toldLimit && earliest !== undefined) this.#told.delete(earliest);
  }

  #takeBackRead(): void {
    const isOver = this.#client.session.get().state === 'none';
    // Before the list is there nothing is known.
    if (!isOver && this.#client.inbox.get().state === 'loading') return;
    for (const [conversation, seq] of [...this.#told]) {
      const entry = this.#entry(conversation);
      if (entry && entry.read < seq) continue;
      this.#told.delete(conversation);
      this.#ports.takeBack(conversation);
    }
  }
}
