import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { AddressList } from './address-list.ts';

/** A proxy says by one of these that it asks for somebody else. */
const passedOn = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'forwarded',
  'via',
];

type Request = Pick<IncomingMessage, 'socket' | 'headers'>;

/** Tells the address of a request's client: the nearest one that is no proxy of ours. The HTTP edge has the same from Fastify. */
export class ClientAddress {
  readonly #proxies: AddressList;

  constructor(trustedProxies: readonly string[]) {
    this.#proxies = new AddressList(trustedProxies);
  }

  of({ socket, headers }: Request): string {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    while (forwarded.length > 0 && this.#proxies.has(address)) {
      const before = plain(forwarded.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  /** Whether a proxy passed it on that does not say for whom, or is not believed: `of` is then the proxy. */
  isConcealed(request: Request): boolean {
    return (
      passedOn.some((name) => request.headers[name] !== undefined) &&
      this.of(request) === plain(request.socket.remoteAddress ?? '')
    );
  }

  /** Whether nobody on the way can read it: it came over TLS to here, or to the proxy in front, if that is to be believed. */
  isSecret({ socket, headers }: Request): boolean {
    if ('encrypted' in socket) return true;
    const [said] = String(headers['x-forwarded-proto'] ?? '').split(',');
    return said?.trim() === 'https' && this.#proxies.has(plain(socket.remoteAddress ?? ''));
  }
}

/** IPv4 that is written as IPv6 is IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
