import { BlockList, isIP } from 'node:net';

/** The networks that have names. As the HTTP server knows them. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Addresses, networks (CIDR) and the names of networks, as a setting lists them. */
export class AddressList {
  readonly #networks = new BlockList();

  constructor(list: readonly string[]) {
    for (const network of list.flatMap((name) => named[name] ?? [name])) {
      const [address = '', bits] = network.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.#networks.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
    }
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family > 0 && this.#networks.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}
