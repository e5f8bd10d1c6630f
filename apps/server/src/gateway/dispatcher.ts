import { ChatError, errors, isClientEventName, parseRequest } from '@rookery/protocol';
import type { ClientEventName, ErrorBody } from '@rookery/protocol';
import type { Answered, Operation } from '../app/operation.ts';
import { operations } from '../app/operations.ts';
import type { Ports } from '../app/ports.ts';
import type { Connection } from '../delivery/connection.ts';
import { Frame } from '../delivery/frame.ts';
import { usualMostBytes } from '../delivery/answer-memories.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Outcome, Requests } from './requests.ts';

/** Requests of one connection under way at once. Beyond it: `rate_limited`. */
const underWayLimit = 512;

type Incoming = {
  readonly event: string;
  readonly payload: unknown;
  readonly ackId: number | undefined;
  /** More than one payload, or an acknowledgement that is no function. */
  readonly malformed: boolean;
};

/** One dispatch for all events of all connections: limit → parse → operation → answer. Whatever a client sends, it gets an answer. */
export class Dispatcher {
  readonly #ports: Ports;
  readonly #limits: RateLimits;
  readonly #requests: Requests;
  readonly #isListed: boolean;

  /** `isListed`: whether those who have not joined may list the public rooms. */
  constructor(ports: Ports, rateLimits: RateLimits, requests: Requests, isListed = true) {
    this.#isListed = isListed;
    this.#ports = ports;
    this.#limits = rateLimits;
    this.#requests = requests;
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
    const name = isClientEventName(incoming.event) ? incoming.event : null;
    // With no promise, no deadline and no stack trace: whoever floods is refused thousands of times a second.
    const retryAfterMs = this.#waitMs(connection, name);
    if (retryAfterMs > 0) {
      this.#requests.count('socket', name, 'rate_limited');
      refuse(connection, incoming, { code: 'rate_limited', message: errors.rate_limited.sentence, retryAfterMs });
    } else void this.#serve(connection, name, incoming);
  }

  /** 0 where a request may go on. */
  #waitMs(connection: Connection, name: ClientEventName | null): number {
    if (connection.underWay >= underWayLimit) return 1_000;
    const cost = name ? operations[name].cost : 'plain';
    return this.#limits.waitMs(connection, connection.userId, cost, connection.address);
  }

  async #serve(connection: Connection, name: ClientEventName | null, incoming: Incoming): Promise<void> {
    connection.underWay += 1;
    const outcome = await this.#requests.serve('socket', name, () => this.#route(connection, name, incoming));
    answer(connection, incoming, outcome);
    connection.underWay -= 1;
  }

  async #route(connection: Connection, name: ClientEventName | null, incoming: Incoming): Promise<Answered<object>> {
    const operation: Operation<never, object> | null = name && operations[name];
    if (incoming.malformed)
      throw new ChatError('bad_request', {
        message: 'Send one payload and, if you like, an acknowledgement function.',
      });
    if (!name || !operation)
      throw new ChatError('bad_request', { message: 'There is no such event in this protocol.' });
    const request = parseRequest(name, incoming.payload) as never;
    const isForSignedIn = operation.who === 'signed-in' || (name === 'rooms:list' && !this.#isListed);
    // A client that knows no acks does not wait for its join.
    if (isForSignedIn && !connection.user) await connection.inOrder(() => Promise.resolve());
    if (isForSignedIn && !isSignedIn(connection)) throw new ChatError('unauthorized');
    const isBare = incoming.ackId === undefined && typeof incoming.payload === 'string';
    const act = (): Promise<Answered<object>> => {
      // Her session may have ended while the request waited for its turn. [SES-7]
      if (isForSignedIn && !isSignedIn(connection)) return Promise.reject(new ChatError('unauthorized'));
      return this.#act(operation, connection, isBare, request);
    };
    const atAddress = (work: typeof act): Promise<Answered<object>> =>
      this.#limits.inTurn(connection, connection.address, work);
    const serve = (): Promise<Answered<object>> => {
      if (operation.answers === 'small') return atAddress(act);
      const memory = this.#requests.memories.of(request, connection.user === null);
      return connection.readings.run(memory, operation.mostBytes?.(request) ?? usualMostBytes, act, atAddress);
    };
    const { order } = operation;
    return order === 'all' || (order === 'classic' && connection.isClassic) ? connection.inOrder(serve) : serve();
  }

  async #act(
    operation: Operation<never, object>,
    connection: Connection,
    isBare: boolean,
    request: never,
  ): Promise<Answered<object>> {
    const { user, session } = connection;
    const actor = user && session && { user, session, way: connection };
    if (operation.onConnection) return operation.onConnection(this.#ports, { ...actor, connection, isBare }, request);
    if (operation.run) return { answer: await operation.run(this.#ports, actor, request) };
    throw new Error('an operation is served by nothing');
  }
}

const isSignedIn = ({ user, session }: Connection): boolean => user !== null && session !== null;

function answer(connection: Connection, incoming: Incoming, outcome: Outcome<Answered<object>>): void {
  if (!outcome.ok) return refuse(connection, incoming, outcome.error.toBody());
  const { event, ackId } = incoming;
  const frame = ackId === undefined ? null : Frame.ack(ackId, { ok: true, ...outcome.answer.answer });
  if (isClientEventName(event) && operations[event].answers === 'large') connection.readings.given(frame?.bytes ?? 0);
  if (frame) connection.queue.push(frame);
  outcome.answer.afterAnswer?.();
}

function refuse(connection: Connection, { event, payload, ackId }: Incoming, error: ErrorBody): void {
  connection.refused();
  if (ackId === undefined) connection.send('error:report', { event: event.slice(0, 64), error });
  else connection.queue.push(Frame.ack(ackId, { ok: false, error }));
  // A classic client that may not come in: it would wait for ever. [SET-2]
  if (event === 'user:join' && ackId === undefined && typeof payload === 'string' && error.code === 'forbidden')
    connection.leave();
}
