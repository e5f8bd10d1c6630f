import { asUserId } from '@rookery/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Accounts, Allowance, addressKey } from './allowances.ts';

let accounts: Accounts;
beforeEach(() => {
  accounts = new Accounts();
});
afterEach(() => accounts.close());

const connection = (address: string, user?: string): Allowance => {
  const allowance = new Allowance(accounts, address);
  if (user !== undefined) allowance.belongsTo(asUserId(`u_${user}`));
  return allowance;
};

/** What is sent, and how many of it are put up with at least and at most: by one connection, by all of a user, by all of an address. */
const sendings = [
  ['messages', { frames: 1, bytes: 10 }, { connection: 24_000, user: 48_000, address: 60_000 }],
  ['bytes', { frames: 1, bytes: 1_048_576 }, { connection: 32, user: 64, address: 64 }],
  ['refusals', { frames: 1, bytes: 0 }, { connection: 24_000, user: 48_000, address: 60_000 }],
] as const;

/** What connections that send one after the other are not cut off for. */
function putUpWith(connections: readonly Allowance[], sending: (typeof sendings)[number][1]): number {
  let taken = 0;
  for (const one of connections) while (one.take(sending.frames, sending.bytes)) taken += 1;
  return taken;
}

describe.each(sendings)('[OPS-25] %s', (what, sending, most) => {
  /** What refills meanwhile, and what each connection may do before it counts as greedy. */
  const slack = what === 'bytes' ? 30 : 24_000;

  test('of one connection are bounded', () => {
    const taken = putUpWith([connection('198.51.100.1')], sending);
    expect(taken).toBeGreaterThanOrEqual(most.connection);
    expect(taken).toBeLessThan(most.connection + slack);
  });

  test('of one user are bounded over all her connections, wherever they come from', () => {
    const hers = Array.from({ length: 10 }, (_, index) => connection(`198.51.100.${index}`, 'ann'));
    const taken = putUpWith(hers, sending);
    expect(taken).toBeGreaterThanOrEqual(most.user);
    expect(taken).toBeLessThan(most.user + slack);
    expect(connection('198.51.100.1', 'ben').take(sending.frames, sending.bytes)).toBe(true);
  });

  test.each([
    ['one address', (): string => '198.51.100.1'],
    ['one /64', (index: number): string => `2001:db8:0:1::${index}`],
  ])('of %s are bounded over all its users', (_where, addressOf) => {
    const all = Array.from({ length: 10 }, (_, index) => connection(addressOf(index), `user ${index}`));
    const taken = putUpWith(all, sending);
    expect(taken).toBeGreaterThanOrEqual(most.address);
    expect(taken).toBeLessThan(most.address + slack);
    expect(connection('203.0.113.1').take(sending.frames, sending.bytes)).toBe(true);
  });
});

describe('allowances', () => {
  test('[OPS-25] a user who has spent what she has keeps her modest connections', () => {
    const greedy = Array.from({ length: 10 }, (_, index) => connection(`198.51.100.${index}`, 'ann'));
    putUpWith(greedy, { frames: 1, bytes: 10 });
    const phone = connection('203.0.113.1', 'ann');
    for (let index = 0; index < 500; index += 1) expect(phone.take(1, 100)).toBe(true);
  });

  test('[OPS-25] a connection that upgrades has one allowance for both its transports, and ends with the last', () => {
    const polling = connection('198.51.100.1', 'ann');
    const socket = polling.shared();
    polling.end();
    expect(accounts.ofAddress('198.51.100.1').connections).toBe(1);
    socket.end();
    expect(accounts.ofAddress('198.51.100.1').connections).toBe(0);
    expect(accounts.ofUser(asUserId('u_ann')).connections).toBe(0);
  });

  test('[OPS-25] many connections of one address share its account, and modest ones outlive the greedy', () => {
    const greedy = Array.from({ length: 20 }, () => connection('office'));
    let sent = 0;
    for (const one of greedy) while (one.take(1, 10)) sent += 1;
    expect(sent).toBeLessThan(110_000);
    const colleague = connection('office');
    for (let index = 0; index < 500; index += 1) expect(colleague.take(1, 100)).toBe(true);
    expect(accounts.ofAddress('office').isSpent).toBe(true);
  });

  test('[OPS-25] addresses are counted as households have them', () => {
    expect(addressKey('203.0.113.7')).toBe('203.0.113.7');
    expect(addressKey('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(addressKey('2001:DB8:0:1::1')).toBe(addressKey('2001:db8:0:1:ffff:1:2:3'));
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8:0:0:5::'));
    expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8:0:2::1'));
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    expect(accounts.ofAddress('2001:db8::1')).toBe(accounts.ofAddress('2001:db8::2'));
  });
});
