import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The networks that have names. As the HTTP server knows them. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Tells the address of a request's client: the nearest one that is no proxy of ours. The HTTP edge has the same from Fastify. */
export class ClientAddress {
  readonly #proxies = new BlockList();

  constructor(trustedProxies: readonly string[]) {
    for (const proxy of trustedProxies.flatMap((name) => named[name] ?? [name])) {
      const [address = '', bits] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.#proxies.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
    }
  }

  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    while (forwarded.length > 0 && this.#isProxy(address)) {
      const before = plain(forwarded.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  /** Whether what this request says of its way is to be believed. */
  isBehindProxy({ socket }: Pick<IncomingMessage, 'socket'>): boolean {
    return this.#isProxy(plain(socket.remoteAddress ?? ''));
  }

  #isProxy(address: string): boolean {
    const family = isIP(address);
    return family > 0 && this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** IPv4 that is written as IPv6 is IPv4. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
