import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../config/env.ts';
import { addressKey } from '../limits/address-key.ts';
import { Allowance } from '../limits/allowances.ts';
import type { Accounts } from '../limits/allowances.ts';
import { ClientAddress } from './client-address.ts';
import type { HostNames } from './host-names.ts';
import { isForeignPage } from './origin.ts';

type EngineRequest = IncomingMessage & { readonly res?: ServerResponse };

type Edge = Pick<Config, 'allowedOrigins' | 'trustedProxies'>;

/** As a page's request arrived that was refused: a proxy may have changed `host` on the way. */
export type Foreign = { readonly origin: string; readonly host: string; readonly forwardedHost?: string };

/** Pairs of origin and host that were refused are told in the log, each once in this time, and so many of them at most. */
const tellAgainMs = 3_600_000;
const mostTold = 20;
const longestTold = 255;

/** Who comes from an address that has spent all it has is told so after this time, ms; of those who wait for it the next is told at once. */
const lateMs = 1_000;
const mostWaiting = 1_000;

/** Refuses requests of a transport before anything is spent on them: each of them, also those that belong to a connection. [OPS-5, OPS-23] */
export class Door {
  readonly #allowedOrigins: readonly string[];
  readonly #hosts: HostNames;
  readonly #addresses: ClientAddress;
  readonly #onForeign: (foreign: Foreign) => void;
  readonly #told = new Set<string>();
  #waiting = 0;
  #toldSince = performance.now();
  /** Null where nothing is limited. */
  readonly #accounts: Accounts | null;

  constructor(
    { allowedOrigins, trustedProxies }: Edge,
    hosts: HostNames,
    accounts: Accounts | null,
    onForeign: (foreign: Foreign) => void,
  ) {
    this.#onForeign = onForeign;
    this.#allowedOrigins = allowedOrigins;
    this.#addresses = new ClientAddress(trustedProxies);
    this.#hosts = hosts;
    this.#accounts = accounts;
  }

  /** As limits count it. */
  addressOf(request: IncomingMessage): string {
    return addressKey(this.#addresses.of(request));
  }

  /** What a new transport may cost. */
  readonly allow = (request: IncomingMessage): Allowance | null => {
    return this.#accounts && new Allowance(this.#accounts, this.#addresses.of(request));
  };

  /** True where it may go on; else it has been answered. */
  admits(request: IncomingMessage): boolean {
    if (!this.#hosts.accepts(request.headers.host)) return refuse(request, 403, 'Forbidden');
    if (isForeignPage(request, this.#allowedOrigins)) {
      this.#tell(request);
      return refuse(request, 403, 'Forbidden');
    }
    const { searchParams } = new URL(request.url ?? '/', 'http://node');
    // JSONP is for pages of other origins, in browsers that are long gone.
    if (searchParams.has('j')) return refuse(request, 400, 'Bad Request');
    if (!searchParams.has('sid') && this.#accounts?.ofAddress(this.#addresses.of(request)).isSpent)
      return this.#refuseLate(request);
    return true;
  }

  /** Who comes too often would be back at once. */
  #refuseLate(request: IncomingMessage): false {
    if (this.#waiting >= mostWaiting) return refuse(request, 429, 'Too Many Requests');
    this.#waiting += 1;
    request.socket.on('error', () => undefined);
    setTimeout(() => {
      this.#waiting -= 1;
      refuse(request, 429, 'Too Many Requests');
    }, lateMs).unref();
    return false;
  }

  /** Another site's page, or the server's own behind a proxy that changes Host: only who runs it knows which. */
  #tell({ headers }: IncomingMessage): void {
    const { origin, host = '', 'x-forwarded-host': forwarded } = headers;
    if (performance.now() - this.#toldSince > tellAgainMs) {
      this.#told.clear();
      this.#toldSince = performance.now();
    }
    const pair = `${origin} ${host}`.slice(0, 2 * longestTold);
    if (origin === undefined || this.#told.size >= mostTold || this.#told.has(pair)) return;
    this.#told.add(pair);
    this.#onForeign({
      origin: origin.slice(0, longestTold),
      host: host.slice(0, longestTold),
      ...(typeof forwarded === 'string' ? { forwardedHost: forwarded.slice(0, longestTold) } : {}),
    });
  }
}

/** Answers a request of Engine.IO; one to upgrade has no response, only a socket. */
function refuse(request: EngineRequest, status: number, text: string): false {
  if (request.res) request.res.writeHead(status, { connection: 'close' }).end();
  else {
    request.socket.on('error', () => undefined);
    request.socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  return false;
}
