import { addressKey } from '../limits/address-key.ts';
import { AddressList } from './address-list.ts';

/** Tells of an address, as limits count it, whether people are told apart by it: all who come through one of our proxies, or from this machine, would share it. */
export function ownAddresses(trustedProxies: readonly string[]): (address: string) => boolean {
  const list = new AddressList(['loopback', ...trustedProxies]);
  const shared = new Set(['::1', ...trustedProxies].map(addressKey));
  return (address) => !shared.has(address) && !list.has(address.replace(/\/64$/, ''));
}
