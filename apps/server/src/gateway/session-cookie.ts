import type { IncomingMessage } from 'node:http';
import { limits } from '@rookery/protocol';
import type { Config } from '../config/env.ts';
import { ClientAddress } from './client-address.ts';
import { isOwnPage } from './origin.ts';

export type Request = Pick<IncomingMessage, 'headers' | 'socket'>;

/** What browsers keep a cookie for at most, s. When the session ends the server says. */
const keptSeconds = 400 * 24 * 3_600;

/**
 * The session of a browser, out of its scripts' reach. Over TLS its name begins with `__Host-`, so that no other name of the same domain, and nobody on the
 * way, can have set it; another one is then not believed. Each installation on one origin has a name of its own. [ACC-9]
 */
export class SessionCookie {
  readonly #name: string;
  readonly #seconds: number;
  readonly #path: string;
  readonly #addresses: ClientAddress;

  /** `what`: the secret that it holds, and for how long a browser keeps it. */
  constructor(
    { basePath, trustedProxies }: Pick<Config, 'basePath' | 'trustedProxies'>,
    what = { stem: 'rookery.session', seconds: keptSeconds },
  ) {
    // A slash is no part of a cookie's name, and `!` of no base path.
    this.#name = `${what.stem}${basePath.replaceAll('/', '!')}`;
    this.#seconds = what.seconds;
    this.#path = `${basePath}/`;
    this.#addresses = new ClientAddress(trustedProxies);
  }

  /** The token; null where there is none. */
  read(request: Request): string | null {
    const given = new Map<string, string>();
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const at = pair.indexOf('=');
      const name = pair.slice(0, Math.max(0, at)).trim();
      // The first of several is that of the longest path.
      if (name !== '' && !given.has(name)) given.set(name, pair.slice(at + 1).trim());
    }
    const sure = given.get(`__Host-${this.#name}`);
    const token = sure ?? (this.#isTls(request) ? undefined : given.get(this.#name));
    return token === undefined || token === '' || token.length > limits.tokenChars ? null : token;
  }

  /** The header that makes the browser keep it. */
  set(request: Request, token: string): string {
    return this.#header(request, token, this.#seconds);
  }

  /** The header that makes the browser forget it. */
  clear(request: Request): string {
    return this.#header(request, '', 0);
  }

  #header(request: Request, token: string, seconds: number): string {
    const rest = `HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
    return this.#isTls(request)
      ? `__Host-${this.#name}=${token}; Path=/; Secure; ${rest}`
      : `${this.#name}=${token}; Path=${this.#path}; ${rest}`;
  }

  /** Whether the browser's way to here is secret, or the browser itself says so of its own page. */
  #isTls(request: Request): boolean {
    const saysSo = isOwnPage(request) && request.headers.origin?.startsWith('https:') === true;
    return saysSo || this.#addresses.isSecret(request);
  }
}
