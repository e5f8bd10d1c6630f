import { asMessageId } from '@rookery/protocol';
import type { AnswerOf, Change, ConversationId, Head, Message, Position, UserId } from '@rookery/protocol';
import { other } from './scripted-people.ts';

/** One conversation's log. */
export class ScriptedLog {
  readonly conversation: ConversationId;
  messages: Message[] = [];
  changes: Change[] = [];
  epoch = 'e1';
  pageSize = 100;
  /** What is before it was taken away. */
  first = 1;

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
  }

  get head(): Head {
    return {
      epoch: this.epoch,
      seq: this.messages.length,
      id: this.messages.at(-1)?.id ?? null,
      rev: this.changes.length,
      change: this.changes.at(-1)?.id ?? null,
      first: this.first,
    };
  }

  append(content: string, fields: Partial<Message> = {}): Message {
    const seq = this.messages.length + 1;
    const { id, displayName, avatar, rev } = fields.user ?? other;
    const message: Message = {
      id: asMessageId(`m_${this.epoch}_${seq}`),
      conversation: this.conversation,
      seq,
      from: 'other',
      content,
      at: seq,
      ...fields,
      user: { id, displayName, ...(avatar ? { avatar } : {}), rev },
    };
    this.messages.push(message);
    return message;
  }

  edit(seq: number, content: string, at?: number, mentions?: UserId[]): Change {
    const rev = this.changes.length + 1;
    const after = { content, edited: at ?? rev, ...(mentions && { mentions }) };
    return this.#keep({ ...this.#step(seq), kind: 'edit', ...after }, (message) => ({ ...message, ...after, rev }));
  }

  delete(seq: number): Change {
    const { rev, ...step } = this.#step(seq);
    return this.#keep(
      { ...step, rev, kind: 'delete', deleted: true },
      ({ content: _content, reactions: _reactions, mine: _mine, ...message }) => ({ ...message, deleted: true, rev }),
    );
  }

  react(seq: number, emoji: string, by: UserId, on: boolean): Change {
    const { rev, ...step } = this.#step(seq);
    const before = this.messages[seq - 1]?.reactions ?? [];
    const users = new Set(before.find((reaction) => reaction.emoji === emoji)?.users);
    if (on) users.add(by);
    else users.delete(by);
    const reaction = { emoji, count: users.size, users: [...users] };
    const reactions = before.some((one) => one.emoji === emoji)
      ? before.map((one) => (one.emoji === emoji ? reaction : one))
      : [...before, reaction];
    const left = reactions.filter(({ count }) => count > 0);
    return this.#keep({ ...step, rev, kind: 'react', reactions: left }, (message) => ({
      ...message,
      reactions: left,
      rev,
    }));
  }

  #step(seq: number) {
    const rev = this.changes.length + 1;
    return { conversation: this.conversation, prev: rev - 1, rev, id: `c${rev}`, seq };
  }

  #keep(change: Change, apply: (message: Message) => Message): Change {
    this.changes.push(change);
    this.messages = this.messages.map((message) =>
      'seq' in change && message.seq === change.seq ? apply(message) : message,
    );
    return change;
  }

  /** A new life of the log, with what it holds then. */
  rewrite(epoch: string, contents: readonly string[]): void {
    this.epoch = epoch;
    this.messages = [];
    this.changes = [];
    this.first = 1;
    for (const content of contents) this.append(content);
  }

  page(range: {
    readonly before?: unknown;
    readonly after?: unknown;
    readonly around?: unknown;
    readonly limit?: unknown;
  }) {
    const limit = Number(range.limit ?? 50);
    const end = this.messages.length;
    const start = this.first;
    let first = Math.max(start, end - limit + 1);
    if (range.before !== undefined) first = Math.max(start, Number(range.before) - limit);
    if (range.after !== undefined) first = Math.max(start, Number(range.after) + 1);
    if (range.around !== undefined) first = Math.max(start, Number(range.around) - Math.floor(limit / 2));
    const last = range.before === undefined ? first + limit - 1 : Number(range.before) - 1;
    return { messages: this.messages.slice(first - 1, last), head: this.head, hasMore: first > start };
  }

  since(held: Position): AnswerOf<'sync'>['conversations'][number] {
    const { conversation, head } = this;
    const at = held.seq === 0 ? null : (this.messages[held.seq - 1]?.id ?? 'beyond');
    if (held.epoch !== this.epoch || at !== held.id || held.seq < this.first - 1)
      return { conversation, head, messages: [], changes: [], more: false, reset: true };
    const messages = this.messages.slice(held.seq, held.seq + this.pageSize);
    const changes = this.changes.slice(held.rev, held.rev + this.pageSize);
    const more = held.seq + messages.length < head.seq || held.rev + changes.length < head.rev;
    return { conversation, head, messages, changes, more };
  }
}
