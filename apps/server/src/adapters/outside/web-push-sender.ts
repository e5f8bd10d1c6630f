import { createECDH } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SignJWT, importJWK } from 'jose';
import type { JWK } from 'jose';
import { pushLifeMs } from '../../ports/push-sender.ts';
import type { Push, PushOutcome, PushSender, PushTarget } from '../../ports/push-sender.ts';
import { encryptPush } from './encrypt-push.ts';
import { requestOutside, whereTo } from './outside-request.ts';
import type { IsAllowed, Resolve, Where } from './outside-request.ts';
import type { PushKeys } from './push-keys.ts';
import { PushService } from './push-service.ts';

const usualDeadlineMs = 5_000;
/** A name's address is good for so long. */
const addressMs = 30_000;
/** What a service is told who we are by lives 12 hours, and is made anew after half of that. */
const tokenLifeMs = 43_200_000;
/** Services that are known at once; beyond it the one that was used longest ago is forgotten. */
const mostServices = 1_000;
const longestPauseMs = 3_600_000;
const idleMs = 10_000;

export type WebPushSenderOptions = {
  readonly keys: PushKeys;
  /** An address of the web or of mail, by which a push service may reach whoever runs this server. */
  readonly subject: string;
  readonly resolve: Resolve;
  readonly isAllowed: IsAllowed;
  /** Whether plain HTTP is taken there: to a host that the operator lists. */
  readonly isListed: (url: URL) => boolean;
  readonly deadlineMs?: number;
  readonly now?: () => number;
};

export class WebPushSender implements PushSender {
  readonly key: string;
  readonly #options: WebPushSenderOptions;
  readonly #now: () => number;
  /** By origin. */
  readonly #services = new Map<string, PushService>();
  readonly #addresses = new Map<string, { readonly where: Where; readonly until: number }>();
  readonly #tokens = new Map<string, { readonly header: string; readonly until: number }>();
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxFreeSockets: 8, timeout: idleMs }),
    'https:': new HttpsAgent({ keepAlive: true, maxFreeSockets: 8, timeout: idleMs }),
  } as const;

  constructor(options: WebPushSenderOptions) {
    this.#options = options;
    this.key = options.keys.publicKey;
    this.#now = options.now ?? Date.now;
  }

  async accepts({ endpoint, keys }: PushTarget): Promise<boolean> {
    if (!URL.canParse(endpoint) || !isKey(keys.p256dh)) return false;
    const url = new URL(endpoint);
    if (url.protocol !== 'https:' && !this.#options.isListed(url)) return false;
    const where = await whereTo(url, this.#options, AbortSignal.timeout(this.#deadlineMs)).catch(() => null);
    return where !== null;
  }

  async send(target: PushTarget, push: Push, signal: AbortSignal): Promise<PushOutcome> {
    const url = new URL(target.endpoint);
    const service = this.#service(url.origin);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#deadlineMs)]);
    const pauseMs = service.pausedFor(this.#now());
    if (pauseMs > 0) return { status: 'later', why: 'the push service fails again and again', afterMs: pauseMs };
    const leave = await service.enter(deadline);
    if (!leave) return { status: 'later', why: 'the push service is busy', afterMs: 0 };
    try {
      const outcome = await this.#post(url, target, push, deadline);
      if (outcome.status === 'later' && outcome.afterMs === 0) service.failed(this.#now());
      else service.answered();
      return outcome;
    } catch (error) {
      // Whoever leaves says nothing of the service.
      if (!signal.aborted) service.failed(this.#now());
      return { status: 'later', why: codeOf(error), afterMs: 0 };
    } finally {
      leave();
    }
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  get #deadlineMs(): number {
    return this.#options.deadlineMs ?? usualDeadlineMs;
  }

  async #post(url: URL, { keys }: PushTarget, push: Push, signal: AbortSignal): Promise<PushOutcome> {
    const where = await this.#whereIs(url, signal);
    if (!where) return { status: 'never', why: 'the push service is not to be reached' };
    const body = encryptPush(keys, push.payload);
    const answer = await requestOutside(url, where, {
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        'content-length': body.length,
        authorization: await this.#token(url.origin),
        ttl: pushLifeMs / 1_000,
        urgency: push.isUrgent ? 'high' : 'normal',
        topic: push.topic,
        'user-agent': 'Rookery/1.0 (web push)',
      },
      body,
      signal,
      agent: this.#agents[url.protocol === 'https:' ? 'https:' : 'http:'],
    });
    const { statusCode = 0, headers } = answer;
    // What it says besides is nothing to us. An answer without an end would keep its connection: it is ended.
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (length <= 4_096) answer.resume();
    else answer.destroy();
    answer.on('error', () => undefined);
    return outcomeOf(statusCode, headers['retry-after'], this.#now());
  }

  async #whereIs(url: URL, signal: AbortSignal): Promise<Where | null> {
    const now = this.#now();
    const known = this.#addresses.get(url.origin);
    if (known && known.until > now) return known.where;
    const where = await whereTo(url, this.#options, signal);
    if (where) keep(this.#addresses, url.origin, { where, until: now + addressMs });
    else this.#addresses.delete(url.origin);
    return where;
  }

  async #token(origin: string): Promise<string> {
    const now = this.#now();
    const known = this.#tokens.get(origin);
    if (known && known.until > now) return known.header;
    const { keys, subject } = this.#options;
    const point = Buffer.from(keys.publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, d: keys.privateKey } as JWK, 'ES256');
    const token = await new SignJWT({})
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256' })
      .setAudience(origin)
      .setExpirationTime(Math.floor((now + tokenLifeMs) / 1_000))
      .setSubject(subject)
      .sign(key);
    const header = `vapid t=${token}, k=${keys.publicKey}`;
    keep(this.#tokens, origin, { header, until: now + tokenLifeMs / 2 });
    return header;
  }

  #service(origin: string): PushService {
    const service = this.#services.get(origin) ?? new PushService();
    keep(this.#services, origin, service);
    return service;
  }
}

/** Of the oldest one that is too many nothing is kept. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > mostServices) for (const oldest of [...map.keys()].slice(0, 1)) map.delete(oldest);
}

function outcomeOf(status: number, retryAfter: string | undefined, now: number): PushOutcome {
  const why = `the push service answered ${status}`;
  if (status >= 200 && status < 300) return { status: 'sent' };
  if (status === 404 || status === 410) return { status: 'gone' };
  if (status === 429 || status === 503) return { status: 'later', why, afterMs: pauseIn(retryAfter, now) };
  if (status >= 500 || status === 408) return { status: 'later', why, afterMs: 0 };
  // Nobody is followed to another address.
  return { status: 'never', why };
}

/** Seconds, or a moment. */
function pauseIn(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return ms > 0 ? Math.min(longestPauseMs, ms) : 0;
}

/** Whether it lies on the curve. */
function isKey(p256dh: string): boolean {
  try {
    const own = createECDH('prime256v1');
    own.generateKeys();
    own.computeSecret(Buffer.from(p256dh, 'base64url'));
    return true;
  } catch {
    return false;
  }
}

const codeOf = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'Error';
};
