import { BlockList, isIP } from 'node:net';

/** What IANA's registries of special addresses keep from the public, and 6to4 and Teredo, which carry an IPv4 address inside. */
const ipv4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4';
const ipv6 = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20';

const denied = new BlockList();
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');
for (const [family, list] of [
  ['ipv4', ipv4],
  ['ipv6', ipv6],
] as const)
  for (const subnet of list.split(' ')) {
    const [net = '', bits = ''] = subnet.split('/');
    denied.addSubnet(net, Number(bits), family);
  }

/**
 * Whether an address belongs to the public Internet: no private, loopback or link-local one, none of a cloud's metadata, none that stands for another address. Of IPv6 only what is given out
 * (2000::/3), so IPv4 written as IPv6 is none. Nothing but an address is one.
 */
export function isPublicAddress(address: string): boolean {
  // With a zone (`%eth0`) it is a neighbour's.
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 4) return !denied.check(address, 'ipv4');
  return family === 6 && unicast.check(address, 'ipv6') && !denied.check(address, 'ipv6');
}
