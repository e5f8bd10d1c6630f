import type { Readable } from 'node:stream';
import { ChatError, errors, limits } from '@rookery/protocol';
import type { Ports } from '../app/ports.ts';
import type { Requests } from '../gateway/requests.ts';
import type { SessionCookie } from '../gateway/session-cookie.ts';
import { addressKey } from '../limits/address-key.ts';
import type { Cost, RateLimits } from '../limits/rate-limits.ts';
import { Callers } from './callers.ts';
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts';
import { BodyBudget, readBody, readText } from './read-body.ts';
import { addressOf } from './recognition.ts';
import type { Asking, Recognised, Recognition } from './recognition.ts';

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

export type Call = Asking & {
  /** What stands behind the ? of the address. */
  readonly query: URLSearchParams;
  readonly body: Readable | undefined;
  /** Resolves when the caller has taken the answer, or has gone. */
  readonly over: Promise<void>;
  /** Bytes that have passed over the caller's connection, either way. */
  readonly passed: () => number;
  /** Cuts the caller off. */
  readonly abort: () => void;
};

type Headers = Readonly<Record<string, string>>;
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  /** A value for JSON, or a stream. */
  readonly body: object | null;
  /** It may take longer than others to be taken, ms. */
  readonly takingMs?: number;
};

/** What a call is charged as, and counted under; null: there is no such thing. */
export type Charge = {
  readonly label: string | null;
  readonly cost: Cost;
  readonly answers: 'small' | 'large';
  /** A browser may be led here by another origin's page, as by a link: it changes nothing for whoever did not begin it. */
  readonly isPage?: boolean;
  /** It may take longer than others to be answered, ms. */
  readonly mostMs?: number;
};

/** Who asks, and whether others of the same caller with large answers are under way. */
export type Caller = Recognised & { readonly isGreedy: boolean };

export type Parts = {
  readonly recognition: Recognition;
  readonly cookie: SessionCookie;
  readonly limits: RateLimits;
  readonly requests: Requests;
  readonly noting: Ports['noting'];
  readonly allowedOrigins: readonly string[];
};

/** What all calls of the HTTP API have in common: whatever a caller sends, it gets an answer, in time, within bounds. */
export class Exchanges {
  readonly #parts: Parts;
  readonly #callers = new Callers();
  readonly #bodies = new BodyBudget(bodiesBytes);
  /** How often each TCP connection was refused. */
  readonly #refusals = new WeakMap<object, number>();
  #underWay = 0;
  #isClosing = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never throws. `methods`: those that are served at this address. */
  async serve(
    call: Call,
    methods: readonly string[],
    charge: Charge,
    work: (caller: Caller) => Promise<Reply>,
  ): Promise<Reply> {
    let headers: Headers = { 'cache-control': 'no-store' };
    try {
      if (!(charge.isPage && isNavigation(call)))
        headers = { ...headers, ...crossOriginHeaders(call.raw.headers, this.#parts.allowedOrigins) };
    } catch (error) {
      return failure(error as ChatError, headers);
    }
    if (call.method === 'OPTIONS')
      return { status: 204, headers: { ...headers, ...preflightHeaders(methods) }, body: null };
    if (!methods.includes(call.method)) {
      const allow = methods.join(', ');
      const error = new ChatError('bad_request', { message: `This address is asked by ${allow}.` });
      return { ...failure(error, headers), status: 405, headers: { ...headers, allow } };
    }
    return this.#answer(call, charge, headers, work);
  }

  async #answer(
    call: Call,
    charge: Charge,
    headers: Headers,
    work: (caller: Caller) => Promise<Reply>,
  ): Promise<Reply> {
    this.#underWay += 1;
    let forget: Headers = {};
    const serve = async (): Promise<Reply> => {
      if (this.#isClosing || this.#underWay > underWayLimit) throw new ChatError('unavailable');
      const recognised = await this.#parts.recognition.of(call);
      if (recognised.by === 'stale-cookie') forget = { 'set-cookie': this.#parts.cookie.clear(call.raw) };
      return work({ ...recognised, isGreedy: this.#admit(call, charge, recognised) });
    };
    const { answer: outcome, degraded } = await this.#parts.noting(() =>
      this.#parts.requests.serve('http', charge.label, serve, charge.mostMs),
    );
    const cutOff = setTimeout(call.abort, (outcome.ok ? outcome.answer.takingMs : undefined) ?? takingMs);
    void call.over.then(() => {
      clearTimeout(cutOff);
      this.#underWay -= 1;
    });
    const isTooOften = !outcome.ok && outcome.error.code === 'rate_limited' && this.#refusedTooOften(call);
    const isLast = this.#isClosing || isTooOften || leavesTooMuch(call);
    const sent = { ...headers, ...forget, ...(isLast ? { connection: 'close' } : {}) };
    if (!outcome.ok) return failure(outcome.error, sent);
    return {
      ...outcome.answer,
      headers: { ...sent, ...outcome.answer.headers, ...(degraded ? { 'rookery-degraded': 'true' } : {}) },
    };
  }

  /** One refusal more. */
  #refusedTooOften({ raw: { socket } }: Call): boolean {
    const refusals = (this.#refusals.get(socket) ?? 0) + 1;
    this.#refusals.set(socket, refusals);
    return refusals >= mostRefusals;
  }

  #admit(call: Call, { cost, answers }: Charge, { actor }: Recognised): boolean {
    const caller = sourceOf(call, actor);
    const isGreedy = this.#callers.admit(caller, answers, call.over);
    this.#parts.limits.check(caller, actor?.user.id ?? null, cost, addressKey(call.address));
    return isGreedy;
  }

  /** Serves what a call asks for when its address has its turn. */
  inTurn<T>(call: Call, actor: Caller['actor'], work: () => Promise<T>): Promise<T> {
    return this.#parts.limits.inTurn(sourceOf(call, actor), addressKey(call.address), work);
  }

  /** The value of the call's body; undefined where it is empty. */
  read(call: Call): Promise<unknown> {
    return readBody(call.body, statedBytes(call), this.#bodies);
  }

  /** The body of a call that is no JSON. */
  readText(call: Call): Promise<string> {
    return readText(call.body, statedBytes(call), this.#bodies);
  }

  /** Leaves on purpose: calls under way are answered, at most `withinMs` later; new ones are `unavailable`. */
  async drain(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const giveUpAt = performance.now() + withinMs;
    while (this.#underWay > 0 && performance.now() < giveUpAt) await new Promise((go) => setTimeout(go, 20));
  }
}

const sourceOf = (call: Call, actor: Caller['actor']): string =>
  actor ? `session ${actor.session.id}` : addressOf(call);

/** The browser goes to this address with a whole tab. */
const isNavigation = ({ method, raw: { headers } }: Call): boolean =>
  method === 'GET' &&
  headers.origin === undefined &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

const statedBytes = (call: Call): number => Number(call.raw.headers['content-length'] ?? 0);

/** Whether more of the body may be left than is worth reading. */
function leavesTooMuch(call: Call): boolean {
  if (!call.body || call.body.readableEnded) return false;
  return call.raw.headers['transfer-encoding'] !== undefined || statedBytes(call) > discardBytes;
}

function failure(error: ChatError, headers: Headers): Reply {
  const { retryAfterMs } = error;
  return {
    status: errors[error.code].status,
    headers:
      retryAfterMs === undefined ? headers : { ...headers, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
    body: { ok: false, error: error.toBody() },
  };
}
