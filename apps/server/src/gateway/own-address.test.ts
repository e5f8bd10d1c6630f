import { expect, test } from 'vitest';
import { ownAddresses } from './own-address.ts';

test('[ROOM-23] nobody is told apart by this machine’s address, or a proxy’s', () => {
  const isOwn = ownAddresses(['10.0.0.0/8', '2001:db8::5', 'fd00::/8']);
  for (const address of ['127.0.0.1', '127.9.9.9', '10.1.2.3', '0:0:0:0::/64', '2001:db8:0:0::/64', 'fd00:0:0:1::/64'])
    expect(isOwn(address), address).toBe(false);
  for (const address of ['203.0.113.7', '192.168.1.5', '2001:db8:0:1::/64']) expect(isOwn(address), address).toBe(true);
});
