import { ChatError, isClientEventName, limits, parseRequest } from '@rookery/protocol';
import type { ClientEventName, RequestOf } from '@rookery/protocol';
import type { App, Caller } from '../app/app.ts';
import { confirmsOwnName, joinChat, joinClassic } from '../app/join-chat.ts';
import { leaveChat } from '../app/leave-chat.ts';
import { listRooms } from '../app/list-rooms.ts';
import { syncConversations } from '../app/sync-conversations.ts';
import type { Connection } from '../delivery/connection.ts';
import { Frame } from '../delivery/frame.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { ClassicLists } from './classic-lists.ts';
import { routes } from './routes.ts';
import type { RoutedEvent } from './routes.ts';

/** A little less than the protocol's ten seconds, so that the answer is there in time. */
const answerDeadlineMs = limits.answerMs - 1_000;
/** Requests of one connection under way at once. Beyond it: `rate_limited`. */
const underWayLimit = 512;

/** Their answers are large, as those of `sync` and `rooms:list`. */
const readings: ReadonlySet<ClientEventName> = new Set([
  'room:join',
  'room:members',
  'inbox:list',
  'history:fetch',
  'presence:watch',
]);
/** A classic client does not wait for these either before it sends. */
const entrances: ReadonlySet<ClientEventName> = new Set(['room:create', 'room:join']);

type Incoming = {
  readonly event: string;
  readonly payload: unknown;
  readonly ackId: number | undefined;
  /** More than one payload, or an acknowledgement that is no function. */
  readonly malformed: boolean;
};

type Answer = { readonly answer: object; readonly afterAnswer?: () => void };

/** One dispatch for all events of all connections: parse → limit → use case → answer. Whatever a client sends, it gets an answer. */
export class Dispatcher {
  readonly #app: App;
  readonly #limits: RateLimits;
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #classics: ClassicLists;
  #total = 0;
  #onIdle: (() => void) | null = null;

  constructor(app: App, rateLimits: RateLimits, metrics: Metrics, log: Log, classics: ClassicLists) {
    this.#app = app;
    this.#limits = rateLimits;
    this.#metrics = metrics;
    this.#log = log;
    this.#classics = classics;
  }

  /** A Socket.IO packet's `data` (the parser lets packets without any pass) and `id`. Never throws. */
  receive(connection: Connection, data: unknown, ackId: number | undefined): void {
    // Cut off: thousands more may be behind it in the same request.
    if (connection.queue.isClosed) return;
    const [event, payload, ...rest]: readonly unknown[] = Array.isArray(data) ? data : [];
    const incoming: Incoming = {
      event: typeof event === 'string' ? event : '',
      payload,
      ackId,
      malformed: typeof event !== 'string' || rest.length > 0,
    };
    if (connection.underWay >= underWayLimit) {
      this.#answer(
        connection,
        incoming,
        null,
        performance.now(),
        new ChatError('rate_limited', { retryAfterMs: 1_000 }),
      );
      return;
    }
    connection.underWay += 1;
    this.#total += 1;
    void this.#serve(connection, incoming).finally(() => {
      connection.underWay -= 1;
      this.#total -= 1;
      if (this.#total === 0) this.#onIdle?.();
    });
  }

  async #serve(connection: Connection, incoming: Incoming): Promise<void> {
    const startedAt = performance.now();
    const name = isClientEventName(incoming.event) ? incoming.event : null;
    try {
      this.#limits.check(connection, name);
      if (incoming.malformed)
        throw new ChatError('bad_request', {
          message: 'Send one payload and, if you like, an acknowledgement function.',
        });
      if (!name) throw new ChatError('bad_request', { message: 'There is no such event in this protocol.' });
      const answer = await withDeadline(this.#route(connection, name, incoming));
      this.#answer(connection, incoming, name, startedAt, null, answer);
    } catch (error) {
      this.#answer(connection, incoming, name, startedAt, this.#asChatError(error, name));
    }
  }

  async #route(connection: Connection, name: ClientEventName, incoming: Incoming): Promise<Answer> {
    const request = parseRequest(name, incoming.payload);
    if (name === 'user:join') return this.#join(connection, request as RequestOf<'user:join'>, incoming);
    if (name === 'rooms:list')
      return connection.readings.run(async () => ({
        answer: await listRooms(this.#app, connection.user, request as RequestOf<'rooms:list'>),
      }));
    // A client that knows no acks does not wait for its join.
    if (!connection.user) await connection.inOrder(() => Promise.resolve());
    const { user, session } = connection;
    if (!user || !session) throw new ChatError('unauthorized');
    const caller: Caller = { connection, user, session };
    if (name === 'sync')
      return connection.readings.run(() => syncConversations(this.#app, caller, request as RequestOf<'sync'>));
    if (name === 'user:leave') {
      await leaveChat(this.#app, caller);
      return { answer: {}, afterAnswer: () => connection.leave() };
    }
    const route = routes[name] as (app: App, caller: Caller, request: RequestOf<RoutedEvent>) => Promise<object>;
    const work = (): Promise<object> => route(this.#app, caller, request as RequestOf<RoutedEvent>);
    const serve = readings.has(name) ? () => connection.readings.run(work) : work;
    return { answer: await (connection.isClassic && entrances.has(name) ? connection.inOrder(serve) : serve()) };
  }

  async #join(connection: Connection, request: RequestOf<'user:join'>, incoming: Incoming): Promise<Answer> {
    // Two joins of one connection at once would make two users: the second waits and then is a repetition.
    return connection.inOrder(async () => {
      const { user, session } = connection;
      if (user && session && confirmsOwnName(connection, request.username)) {
        if (connection.isClassic) this.#classics.add(connection);
        return { answer: { user, session: { token: session.token, expiresAt: session.expiresAt } } };
      }
      if (incoming.ackId === undefined && typeof incoming.payload === 'string') {
        await joinClassic(this.#app, connection, request.username);
        this.#classics.add(connection);
        return { answer: {} };
      }
      return { answer: await joinChat(this.#app, connection, request) };
    });
  }

  #answer(
    connection: Connection,
    incoming: Incoming,
    name: ClientEventName | null,
    startedAt: number,
    error: ChatError | null,
    answer?: Answer,
  ): void {
    const event = name ?? 'unknown';
    this.#metrics.requests.inc({ event, outcome: error?.code ?? 'ok' });
    this.#metrics.requestSeconds.observe({ event }, (performance.now() - startedAt) / 1_000);
    if (incoming.ackId !== undefined)
      connection.queue.push(
        Frame.ack(incoming.ackId, error ? { ok: false, error: error.toBody() } : { ok: true, ...answer?.answer }),
      );
    else if (error) connection.send('error:report', { event: incoming.event.slice(0, 64), error: error.toBody() });
    answer?.afterAnswer?.();
  }

  #asChatError(error: unknown, name: ClientEventName | null): ChatError {
    if (error instanceof ChatError) return error;
    this.#log.error({ event: 'request.failed', request: name, err: error });
    return new ChatError('internal');
  }

  /** Resolves when no request is under way, or after `deadlineMs`. */
  async idle(deadlineMs: number): Promise<void> {
    if (this.#total === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function withDeadline(work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new ChatError('unavailable')), answerDeadlineMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
