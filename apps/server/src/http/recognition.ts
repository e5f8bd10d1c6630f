import { ChatError, asSessionToken, limits } from '@rookery/protocol';
import type { OrderedActor, WayIn } from '../app/actor.ts';
import type { Ports } from '../app/ports.ts';
import { resumeSession } from '../app/resume-session.ts';
import { secretHash } from '../domain/new-id.ts';
import { hiddenToken } from '../domain/session.ts';
import type { Request, SessionCookie } from '../gateway/session-cookie.ts';
import { addressKey } from '../limits/address-key.ts';
import type { RateLimits } from '../limits/rate-limits.ts';

/** Tokens that were good lately; beyond it all are forgotten. */
const knownLimit = 10_000;

export type Asking = { readonly method: string; readonly raw: Request; readonly address: string };

export type Recognised = {
  readonly actor: OrderedActor | null;
  /** `stale-cookie`: its session has ended; whoever sent it is nobody, and is to forget it. */
  readonly by: 'token' | 'cookie' | 'stale-cookie' | 'nothing';
};

export const addressOf = ({ address }: Pick<Asking, 'address'>): string => `address ${addressKey(address)}`;

/** Each call stands for itself: nothing came before it. */
const aloneFrom = (address: string): WayIn => ({ inOrder: (work) => work(), address: addressKey(address) });

/** Who sends a request of HTTP: by `Authorization`, which wins, or by the cookie. [HTTP-2, ACC-9] */
export class Recognition {
  readonly #ports: Pick<Ports, 'sessions' | 'clock'>;
  readonly #rates: RateLimits;
  readonly #cookie: SessionCookie;
  /** By their hashes. Whoever has one is looked up whatever others at her address have guessed. */
  readonly #known = new Set<string>();

  constructor(ports: Pick<Ports, 'sessions' | 'clock'>, rates: RateLimits, cookie: SessionCookie) {
    this.#ports = ports;
    this.#rates = rates;
    this.#cookie = cookie;
  }

  /** Throws `unauthorized` for a token that is none. */
  async of(asking: Asking): Promise<Recognised> {
    const { authorization, origin } = asking.raw.headers;
    if (authorization !== undefined) {
      const actor = await this.#actorOf(asking, /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1] ?? '', false);
      if (actor) return { actor, by: 'token' };
      throw new ChatError('unauthorized', { message: 'Send Authorization: Bearer TOKEN with the token of a session.' });
    }
    const token = this.#cookie.read(asking.raw);
    if (token === null) return { actor: null, by: 'nothing' };
    // A browser sends the cookie by itself: that it was meant, only Origin says. Whose it is has been looked at before.
    if (origin === undefined && asking.method !== 'GET' && asking.method !== 'HEAD')
      throw new ChatError('forbidden', { message: 'With the cookie, send Origin too; programs send a token.' });
    const actor = await this.#actorOf(asking, token, true);
    return { actor, by: actor ? 'cookie' : 'stale-cookie' };
  }

  async #actorOf(asking: Asking, token: string, isHidden: boolean): Promise<OrderedActor | null> {
    const hash = secretHash(token);
    // Guesses are charged to the address: whoever has made too many is not even looked up.
    if (!this.#known.has(hash)) this.#rates.refuseSpent(addressOf(asking));
    const known = token === '' || token.length > limits.tokenChars ? null : await this.#resume(token);
    if (!known) {
      this.#known.delete(hash);
      this.#rates.check(addressOf(asking), null, 'plain');
      return null;
    }
    if (this.#known.size >= knownLimit) this.#known.clear();
    this.#known.add(hash);
    const { id, kind, expiresAt, user } = known;
    // What a cookie holds no answer repeats.
    const shown = isHidden ? hiddenToken : asSessionToken(token);
    return { user, session: { id, kind, expiresAt, token: shown }, way: aloneFrom(asking.address) };
  }

  /** The session of a token, if it lives. A classic session is its connection's, and no other way in. */
  async #resume(token: string) {
    try {
      const session = await resumeSession(this.#ports, token);
      return session.kind === 'classic' ? null : session;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'unauthorized') return null;
      throw error;
    }
  }
}
