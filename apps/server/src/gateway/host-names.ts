import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Names that were refused are told in the log, each once, and so many of them at most. */
const mostTold = 20;

/**
 * The names under which this server may be asked. A page whose name was made to point here after it was loaded (DNS rebinding) has the same origin as
 * what it asks, and only the name in `Host` tells it from the server's own pages. Addresses are no names: such a page has one.
 */
export class HostNames {
  readonly #allowed: ReadonlySet<string>;
  readonly #told = new Set<string>();
  readonly #onRefusal: (host: string) => void;

  /** `allowed`: names beside those of this machine; `*` allows all. */
  constructor(allowed: readonly string[], onRefusal: (host: string) => void) {
    const own = hostname().toLowerCase();
    this.#allowed = new Set(['localhost', own, `${own}.local`, ...allowed.map((name) => name.toLowerCase())]);
    this.#onRefusal = onRefusal;
  }

  /** Whether a request with this `Host` may go on. Programs of HTTP/1.0 send none. */
  accepts(host: string | undefined): boolean {
    if (host === undefined) return true;
    const name = nameOf(host);
    if (name.startsWith('[') || isIP(name) > 0 || this.#allowed.has(name) || name.endsWith('.localhost')) return true;
    if (this.#allowed.has('*')) return true;
    if (this.#told.size < mostTold && !this.#told.has(name)) {
      this.#told.add(name);
      this.#onRefusal(name.slice(0, 255));
    }
    return false;
  }

  /** For the log. */
  get list(): string {
    return this.#allowed.has('*') ? 'any name' : ['addresses', ...this.#allowed].join(', ');
  }
}

/** Without port and final dot. */
function nameOf(host: string): string {
  const name = host.startsWith('[') ? host : host.replace(/:\d*$/, '');
  return name.replace(/\.$/, '').toLowerCase();
}
