import { asClientId, asConversationId, asMessageId, asUserId } from '@rookery/protocol';
import type {
  AnswerOf,
  Change,
  ClientEventName,
  ConversationId,
  Entry,
  ErrorBody,
  Message,
  PayloadOf,
  Position,
  ServerEventName,
  User,
} from '@rookery/protocol';
import { ClientError } from '../src/index.ts';
import type { ClientErrorCode, Link, LinkEvents, Transport } from '../src/index.ts';

export const userOf = (name: string): User => ({
  id: asUserId(`u_${name}`),
  username: name,
  displayName: name,
  guest: true,
});
export const me = userOf('me');
export const other = userOf('other');
export const room = asConversationId('r_room');

export type Asked = { readonly name: ClientEventName; readonly payload: Record<string, unknown>; readonly at: number };
type Script = (payload: Record<string, unknown>) => Promise<object> | object;

/**
 * The server's side of the client's transport port, by script: a log for each conversation that answers `history:fetch` and `sync` as PROTOCOL §7
 * says, and tests that lose, hold back, repeat and reorder what goes over the wire.
 */
export class ScriptedServer implements Transport {
  readonly #now: () => number;
  readonly logs = new Map<ConversationId, ScriptedLog>();
  readonly asked: Asked[] = [];
  /** Opened so far. */
  opened: { readonly token: string | null; readonly events: LinkEvents; isOpen: boolean }[] = [];
  /** Instead of the standing answer. */
  readonly scripts = new Map<ClientEventName, Script>();
  /** Who a token is. */
  users = new Map<string, User>([['t', me]]);
  /** What the next attempts meet; then all succeed. */
  refusals: (ErrorBody | 'unreachable' | 'silent')[] = [];
  inboxRev = 1;
  readonly reads = new Map<ConversationId, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  log(conversation: ConversationId): ScriptedLog {
    let log = this.logs.get(conversation);
    if (!log) this.logs.set(conversation, (log = new ScriptedLog(conversation)));
    return log;
  }

  open({ token }: { readonly token: string | null }, events: LinkEvents): Link {
    const connection = { token, events, isOpen: true };
    this.opened.push(connection);
    const pending = new Set<(error: Error) => void>();
    const close = (refusal: ErrorBody | null): void => {
      if (!connection.isOpen) return;
      connection.isOpen = false;
      for (const reject of pending) reject(new ClientError('timeout', 'lost'));
      events.closed(refusal);
    };
    this.#close = close;
    const refusal = this.refusals.shift();
    if (refusal === undefined && token !== null && !this.users.has(token))
      queueMicrotask(() => close({ code: 'unauthorized', message: 'over' }));
    else if (refusal === undefined)
      queueMicrotask(() =>
        this.emit('server:hello', {
          protocol: 1,
          node: 'n1',
          time: this.#now(),
          user: (token !== null && this.users.get(token)) || null,
          limits: {},
        }),
      );
    else if (refusal !== 'silent') queueMicrotask(() => close(refusal === 'unreachable' ? null : refusal));
    return {
      request: (name, payload) =>
        new Promise((resolve, reject) => {
          pending.add(reject);
          this.asked.push({ name, payload: payload as Record<string, unknown>, at: this.#now() });
          const answer = async (): Promise<object> =>
            (this.scripts.get(name) ?? this.#standing(name))(payload as Record<string, unknown>);
          answer().then(
            (value) => connection.isOpen && resolve(value as never),
            (error: unknown) => connection.isOpen && reject(error as Error),
          );
        }),
      close: () => close(null),
    };
  }

  #close: (refusal: ErrorBody | null) => void = () => undefined;

  /** The connection is lost; nothing under way arrives. */
  cut(): void {
    this.#close(null);
  }

  emit<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    const connection = this.opened.at(-1);
    if (connection?.isOpen) connection.events.event(name, payload);
  }

  /** Appends and, unless it gets lost, delivers. */
  say(content: string, options: { readonly lost?: boolean } & Partial<Message> = {}): Message {
    const { lost, ...fields } = options;
    const message = this.log(fields.conversation ?? room).append(content, fields);
    if (!lost) this.emit('message:receive', message);
    return message;
  }

  edit(seq: number, content: string, options: { readonly lost?: boolean } = {}): Change {
    const change = this.log(room).edit(seq, content);
    if (!options.lost) this.emit('message:update', change);
    return change;
  }

  entry(conversation: ConversationId): Entry {
    const log = this.log(conversation);
    const read = this.reads.get(conversation) ?? 0;
    return {
      conversation,
      kind: 'room',
      head: log.head,
      read,
      unread: log.head.seq - read,
      mentions: log.messages.filter(({ seq, mentions }) => seq > read && mentions?.includes(me.id)).length,
      last: log.messages.at(-1) ?? null,
    };
  }

  counts(name: ClientEventName): number {
    return this.asked.filter((asked) => asked.name === name).length;
  }

  #standing(name: ClientEventName): Script {
    const answers: Partial<Record<ClientEventName, Script>> = {
      'user:join': () => ({ user: me, session: { token: 't', expiresAt: 0 } }),
      'inbox:list': (): AnswerOf<'inbox:list'> => ({
        entries: [...this.logs.keys()].map((conversation) => this.entry(conversation)),
        rev: this.inboxRev,
        next: null,
      }),
      'history:fetch': (payload) => this.log(payload['conversation'] as ConversationId).page(payload),
      sync: (payload) => {
        const held = payload['conversations'] as (Position & { readonly conversation: ConversationId })[];
        return {
          ...(payload['inbox'] === undefined ? {} : { inbox: { rev: this.inboxRev, changes: [] } }),
          conversations: held.map((position) => this.log(position.conversation).since(position)),
        };
      },
      'message:room': (payload) => {
        const log = this.log(payload['conversation'] as ConversationId);
        const clientId = asClientId(payload['clientId'] as string);
        const before = log.messages.find((message) => message.clientId === clientId);
        const message =
          before ??
          this.say(payload['content'] as string, { conversation: log.conversation, user: me, from: 'me', clientId });
        return { id: message.id, seq: message.seq, at: message.at, duplicate: before !== undefined };
      },
    };
    return answers[name] ?? (() => ({}));
  }
}

/** One conversation's log. */
export class ScriptedLog {
  readonly conversation: ConversationId;
  messages: Message[] = [];
  changes: Change[] = [];
  epoch = 'e1';
  pageSize = 100;

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
  }

  get head(): Position {
    return {
      epoch: this.epoch,
      seq: this.messages.length,
      id: this.messages.at(-1)?.id ?? null,
      rev: this.changes.length,
      change: this.changes.at(-1)?.id ?? null,
    };
  }

  append(content: string, fields: Partial<Message> = {}): Message {
    const seq = this.messages.length + 1;
    const author = fields.user ?? other;
    const message: Message = {
      id: asMessageId(`m_${this.epoch}_${seq}`),
      conversation: this.conversation,
      seq,
      from: 'other',
      content,
      at: seq,
      ...fields,
      user: { id: author.id, displayName: author.displayName },
    };
    this.messages.push(message);
    return message;
  }

  edit(seq: number, content: string): Change {
    const rev = this.changes.length + 1;
    const change: Change = {
      conversation: this.conversation,
      prev: rev - 1,
      rev,
      id: `c${rev}`,
      kind: 'edit',
      seq,
      content,
      edited: rev,
    };
    this.changes.push(change);
    this.messages = this.messages.map((message) =>
      message.seq === seq ? { ...message, content, edited: rev, rev } : message,
    );
    return change;
  }

  /** A new life of the log, with what it holds then. */
  rewrite(epoch: string, contents: readonly string[]): void {
    this.epoch = epoch;
    this.messages = [];
    this.changes = [];
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
    let first = Math.max(1, end - limit + 1);
    if (range.before !== undefined) first = Math.max(1, Number(range.before) - limit);
    if (range.after !== undefined) first = Number(range.after) + 1;
    if (range.around !== undefined) first = Math.max(1, Number(range.around) - Math.floor(limit / 2));
    const last = range.before === undefined ? first + limit - 1 : Number(range.before) - 1;
    return { messages: this.messages.slice(first - 1, last), head: this.head, hasMore: first > 1 };
  }

  since(held: Position): AnswerOf<'sync'>['conversations'][number] {
    const { conversation, head } = this;
    const at = held.seq === 0 ? null : (this.messages[held.seq - 1]?.id ?? 'beyond');
    if (held.epoch !== this.epoch || at !== held.id)
      return { conversation, head, messages: [], changes: [], more: false, reset: true };
    const messages = this.messages.slice(held.seq, held.seq + this.pageSize);
    const changes = this.changes.slice(held.rev, held.rev + this.pageSize);
    const more = held.seq + messages.length < head.seq || held.rev + changes.length < head.rev;
    return { conversation, head, messages, changes, more };
  }
}

export const fail = (code: ClientErrorCode, retryAfterMs?: number): never => {
  throw new ClientError(code, code, retryAfterMs === undefined ? {} : { retryAfterMs });
};
