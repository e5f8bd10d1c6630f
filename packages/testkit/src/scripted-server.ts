import { asClientId, unreadAfter } from '@rookery/protocol';
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
  ServerSettings,
  User,
  UserId,
} from '@rookery/protocol';
import { ClientError } from '@rookery/client';
import type { ClientErrorCode, Link, LinkEvents, Transport } from '@rookery/client';
import { ScriptedLog } from './scripted-log.ts';
import { me, room } from './scripted-people.ts';

export type Asked = { readonly name: ClientEventName; readonly payload: Record<string, unknown>; readonly at: number };
type Script = (payload: Record<string, unknown>) => Promise<object> | object;

/**
 * The server's side of the client's transport port, by script: a log for each conversation that answers `history:fetch` and `sync` as
 * docs/protocol.md says, and tests that lose, hold back, repeat and reorder what goes over the wire.
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
  /** What `server:hello` says of the bounds. */
  limits: Record<string, number> = {};
  /** What the next attempts meet; then all succeed. */
  refusals: (ErrorBody | 'unreachable' | 'silent')[] = [];
  inboxRev = 1;
  /** What it says of itself; left out: nothing, as servers before 0.4. */
  settings: ServerSettings | undefined;
  /** Read marks; 0 where there is none. */
  readonly reads = new Map<ConversationId, number>();
  /** What an inbox line has beyond its log: the room, the other person, the reader's role. */
  readonly lines = new Map<ConversationId, Partial<Entry>>();
  /** Awaited before every answer, so that screens can be seen while they wait. */
  delay: () => Promise<void> = () => Promise.resolve();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Who the newest connection is. */
  get #reader(): User {
    return this.users.get(this.opened.at(-1)?.token ?? '') ?? me;
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
          ...(this.settings ? { server: this.settings } : {}),
          limits: this.limits,
        }),
      );
    else if (refusal !== 'silent') queueMicrotask(() => close(refusal === 'unreachable' ? null : refusal));
    return {
      request: (name, payload) =>
        new Promise((resolve, reject) => {
          pending.add(reject);
          this.asked.push({ name, payload: payload as Record<string, unknown>, at: this.#now() });
          const answer = async (): Promise<object> => {
            await this.delay();
            return (this.scripts.get(name) ?? this.#standing(name))(payload as Record<string, unknown>);
          };
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

  edit(seq: number, content: string, options: { readonly lost?: boolean; readonly mentions?: UserId[] } = {}): Change {
    const change = this.log(room).edit(seq, content, undefined, options.mentions);
    if (!options.lost) this.emit('message:update', change);
    return change;
  }

  /** Moves the reader's mark and tells her devices. */
  mark(conversation: ConversationId, read: number): AnswerOf<'read:mark'> {
    this.reads.set(conversation, read);
    const unread = this.log(conversation).head.seq - read;
    const prev = this.inboxRev;
    this.inboxRev += 1;
    this.emit('inbox:update', { prev, rev: this.inboxRev, read: { conversation, read, unread } });
    return { read, unread };
  }

  entry(conversation: ConversationId): Entry {
    const log = this.log(conversation);
    const read = this.reads.get(conversation) ?? 0;
    const reader = this.#reader.id;
    return {
      conversation,
      kind: 'room',
      head: log.head,
      read,
      unread: unreadAfter(log.head, read),
      mentions: log.messages.filter(({ seq, mentions, all }) => seq > read && (all ?? mentions?.includes(reader)))
        .length,
      last: log.messages.at(-1) ?? null,
      ...this.lines.get(conversation),
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
          conversations: held.map((position) => {
            const { members, online } = this.lines.get(position.conversation)?.room ?? {};
            return { ...this.log(position.conversation).since(position), members, online };
          }),
        };
      },
      'people:look': (): AnswerOf<'people:look'> => ({ users: [], next: null }),
      'message:room': (payload) => {
        const log = this.log(payload['conversation'] as ConversationId);
        const clientId = asClientId(payload['clientId'] as string);
        const before = log.messages.find((message) => message.clientId === clientId);
        const message =
          before ??
          this.say(payload['content'] as string, {
            conversation: log.conversation,
            user: this.#reader,
            from: this.#reader.username,
            clientId,
            ...(payload['replyTo'] === undefined ? {} : { replyTo: payload['replyTo'] as number }),
          });
        return { id: message.id, seq: message.seq, at: message.at, duplicate: before !== undefined };
      },
      'message:edit': (payload) =>
        this.#change(payload, (log, seq) => log.edit(seq, payload['content'] as string, this.#now())),
      'message:delete': (payload) => this.#change(payload, (log, seq) => log.delete(seq)),
      'message:react': (payload) =>
        this.#change(payload, (log, seq) =>
          log.react(seq, payload['emoji'] as string, this.#reader.id, payload['on'] === true),
        ),
      'read:mark': (payload) => {
        const conversation = payload['conversation'] as ConversationId;
        const seq = Number(payload['seq']);
        return this.mark(conversation, payload['back'] ? seq : Math.max(seq, this.reads.get(conversation) ?? 0));
      },
    };
    return answers[name] ?? (() => ({}));
  }

  #change(payload: Record<string, unknown>, act: (log: ScriptedLog, seq: number) => Change): object {
    const change = act(this.log(payload['conversation'] as ConversationId), Number(payload['seq']));
    this.emit('message:update', change);
    return { rev: change.rev, at: this.#now() };
  }
}

export const fail = (code: ClientErrorCode, retryAfterMs?: number, field?: string): never => {
  throw new ClientError(code, code, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(field === undefined ? {} : { field }),
  });
};
