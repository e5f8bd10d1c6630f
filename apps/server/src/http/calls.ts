import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ChatError, asSessionToken, errors, isClientEventName, limits, parseRequest } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import type { OrderedActor, WayIn } from '../app/actor.ts';
import type { Operation } from '../app/operation.ts';
import { operations } from '../app/operations.ts';
import type { Ports } from '../app/ports.ts';
import { resumeSession } from '../app/resume-session.ts';
import type { AnswerShare } from '../delivery/answer-memory.ts';
import { usualMostBytes } from '../delivery/answer-memories.ts';
import { secretHash } from '../domain/new-id.ts';
import type { Requests } from '../gateway/requests.ts';
import { addressKey } from '../limits/address-key.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import { Callers } from './callers.ts';
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts';
import { BodyBudget, readBody } from './read-body.ts';

/** Calls of the node under way at once. Beyond it: `unavailable`. */
const underWayLimit = 1_024;
/** Bytes of bodies being read at once. */
const bodiesBytes = 67_108_864;
/** A caller who has not taken the answer by then is cut off, ms. */
const takingMs = 30_000;
/** A body that was not read is read and thrown away, so that the connection can be used again; a longer one closes it. */
const discardBytes = 4 * limits.frameBytes;
/** So many refusals as `rate_limited` over one TCP connection, and it is closed with the last of them: limits alone answer for ever. */
const mostRefusals = 100;
/** Tokens that were good lately; beyond it all are forgotten. */
const knownLimit = 10_000;

export type Call = {
  readonly method: string;
  readonly event: string;
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
  readonly body: Readable | undefined;
  /** The TCP connection, which other calls may have come over. */
  readonly connection: object;
  /** Resolves when the caller has taken the answer, or has gone. */
  readonly over: Promise<void>;
  /** Cuts the caller off. */
  readonly abort: () => void;
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | null;
};

type Parts = {
  readonly ports: Ports;
  readonly limits: RateLimits;
  readonly requests: Requests;
  readonly allowedOrigins: readonly string[];
  /** Whether those who have not joined may list the public rooms. */
  readonly anonymousLists: boolean;
};

/** Each call stands for itself: nothing came before it. */
const alone: WayIn = { inOrder: (work) => work() };

/** `POST /api/v1/call/EVENT`: the operations of the sockets, one call each. Whatever a caller sends, it gets an answer. */
export class Calls {
  readonly #parts: Parts;
  readonly #callers = new Callers();
  readonly #bodies = new BodyBudget(bodiesBytes);
  /** By their hashes. Whoever has one is looked up whatever others at her address have guessed. */
  readonly #known = new Set<string>();
  /** How often each TCP connection was refused. */
  readonly #refusals = new WeakMap<object, number>();
  #underWay = 0;
  #isClosing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never throws. */
  async serve(call: Call): Promise<Reply> {
    let headers: Reply['headers'] = { 'cache-control': 'no-store' };
    try {
      headers = { ...headers, ...crossOriginHeaders(call.headers, this.#parts.allowedOrigins) };
    } catch (error) {
      return failure(error as ChatError, headers);
    }
    if (call.method === 'OPTIONS') return { status: 204, headers: { ...headers, ...preflightHeaders }, body: null };
    if (call.method !== 'POST')
      return {
        ...failure(new ChatError('bad_request', { message: 'Calls are made by POST.' }), headers),
        status: 405,
        headers: { ...headers, allow: 'POST' },
      };
    return this.#post(call, headers);
  }

  async #post(call: Call, headers: Reply['headers']): Promise<Reply> {
    this.#underWay += 1;
    const name = isClientEventName(call.event) ? call.event : null;
    const outcome = await this.#parts.requests.serve('http', name, () => this.#route(call, name));
    const cutOff = setTimeout(call.abort, takingMs);
    void call.over.then(() => {
      clearTimeout(cutOff);
      this.#underWay -= 1;
    });
    const isTooOften = !outcome.ok && outcome.error.code === 'rate_limited' && this.#refusedTooOften(call);
    const isLast = this.#isClosing || isTooOften || leavesTooMuch(call);
    const sent = isLast ? { ...headers, connection: 'close' } : headers;
    return outcome.ok
      ? { status: 200, headers: sent, body: { ok: true, ...outcome.answer } }
      : failure(outcome.error, sent);
  }

  /** One refusal more. */
  #refusedTooOften({ connection }: Call): boolean {
    const refusals = (this.#refusals.get(connection) ?? 0) + 1;
    this.#refusals.set(connection, refusals);
    return refusals >= mostRefusals;
  }

  async #route(call: Call, name: ClientEventName | null): Promise<object> {
    const { ports, limits: rates, requests } = this.#parts;
    if (this.#isClosing || this.#underWay > underWayLimit) throw new ChatError('unavailable');
    const operation: Operation<never, object> | null = name && operations[name];
    const actor = await this.#actorOf(call);
    const caller = actor ? `session ${actor.session.id}` : addressOf(call);
    const isGreedy = this.#callers.admit(caller, operation?.answers ?? 'small', call.over);
    rates.check(caller, actor?.user.id ?? null, operation?.cost ?? 'plain', addressKey(call.address));
    if (!name || !operation)
      throw new ChatError('bad_request', { message: 'There is no such event in this protocol.' });
    if (!operation.run)
      throw new ChatError('bad_request', { message: 'This event is of a connection: send it over a socket.' });
    const request = await this.#requestOf(call, name);
    const needsActor = operation.who === 'signed-in' || (name === 'rooms:list' && !this.#parts.anonymousLists);
    if (needsActor && !actor) throw new ChatError('unauthorized');
    const { run } = operation;
    const act = (): Promise<object> => run(ports, actor, request);
    const atAddress = (work: typeof act): Promise<object> => rates.inTurn(caller, addressKey(call.address), work);
    if (operation.answers === 'small') return atAddress(act);
    const mostBytes = operation.mostBytes?.(request) ?? usualMostBytes;
    const memory = requests.memories.of(request, actor === null);
    return atAddress(() => inTurn(memory.begin({ isGreedy, cutOff: call.abort }, mostBytes), call, act));
  }

  async #actorOf(call: Call): Promise<OrderedActor | null> {
    const { authorization } = call.headers;
    if (authorization === undefined) return null;
    const { ports, limits: rates } = this.#parts;
    const token = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1] ?? '';
    const hash = secretHash(token);
    // Guesses are charged to the address: whoever has made too many is not even looked up.
    if (!this.#known.has(hash)) rates.refuseSpent(addressOf(call));
    const known = token === '' || token.length > limits.tokenChars ? null : await resume(ports, token);
    if (!known) {
      this.#known.delete(hash);
      rates.check(addressOf(call), null, 'plain');
      throw new ChatError('unauthorized', { message: 'Send Authorization: Bearer TOKEN with the token of a session.' });
    }
    if (this.#known.size >= knownLimit) this.#known.clear();
    this.#known.add(hash);
    const { id, kind, expiresAt, user } = known;
    return { user, session: { id, kind, expiresAt, token: asSessionToken(token) }, way: alone };
  }

  async #requestOf(call: Call, name: ClientEventName): Promise<never> {
    return parseRequest(name, await readBody(call.body, statedBytes(call), this.#bodies)) as never;
  }

  /** Leaves on purpose: calls under way are answered, at most `withinMs` later; new ones are `unavailable`. */
  async drain(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const giveUpAt = performance.now() + withinMs;
    while (this.#underWay > 0 && performance.now() < giveUpAt) await new Promise((go) => setTimeout(go, 20));
  }
}

/** Makes a large answer, which counts by the most that it may come to until the caller has taken it or is gone. */
async function inTurn<Answer>(turn: Promise<AnswerShare>, call: Call, act: () => Promise<Answer>): Promise<Answer> {
  let isOver = false;
  void call.over.then(() => (isOver = true));
  const share = await turn;
  const { bytes } = share;
  void call.over.then(() => share.over());
  // Its turn may come after its deadline.
  if (isOver) throw new ChatError('unavailable');
  try {
    return await act();
  } finally {
    share.made(bytes);
  }
}

/** The session of a token, if it lives. A classic session is its connection's, and no other way in. */
async function resume(ports: Ports, token: string) {
  try {
    const session = await resumeSession(ports, token);
    return session.kind === 'classic' ? null : session;
  } catch (error) {
    if (error instanceof ChatError && error.code === 'unauthorized') return null;
    throw error;
  }
}

const addressOf = (call: Call): string => `address ${addressKey(call.address)}`;
const statedBytes = (call: Call): number => Number(call.headers['content-length'] ?? 0);

/** Whether more of the body may be left than is worth reading. */
function leavesTooMuch(call: Call): boolean {
  if (!call.body || call.body.readableEnded) return false;
  return call.headers['transfer-encoding'] !== undefined || statedBytes(call) > discardBytes;
}

function failure(error: ChatError, headers: Reply['headers']): Reply {
  const { retryAfterMs } = error;
  return {
    status: errors[error.code].status,
    headers:
      retryAfterMs === undefined ? headers : { ...headers, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
    body: { ok: false, error: error.toBody() },
  };
}
