import { asUserId } from '@rookery/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Accounts, Allowance } from './allowances.ts';

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

/** What is done, and how many of it are put up with at least and at most: of one connection, of all of a user, of all of an address. */
const sendings = [
  ['messages', (one: Allowance) => one.take(1, 10), { connection: 24_000, user: 48_000, address: 60_000 }],
  ['bytes', (one: Allowance) => one.take(1, 1_048_576), { connection: 32, user: 64, address: 64 }],
  ['refusals', (one: Allowance) => one.refused(), { connection: 12_000, user: 20_000, address: 24_000 }],
] as const;

/** What connections that send one after the other are not cut off for. */
function putUpWith(connections: readonly Allowance[], act: (typeof sendings)[number][1]): number {
  let taken = 0;
  for (const one of connections) while (act(one)) taken += 1;
  return taken;
}

describe.each(sendings)('[OPS-25] %s', (what, act, most) => {
  /** What refills meanwhile, and what each connection may do before it counts as greedy. */
  const slack = what === 'bytes' ? 30 : 24_000;

  test('of one connection are bounded', () => {
    const taken = putUpWith([connection('198.51.100.1')], act);
    expect(taken).toBeGreaterThanOrEqual(most.connection);
    expect(taken).toBeLessThan(most.connection + slack);
  });

  test('of one user are bounded over all her connections, wherever they come from', () => {
    const hers = Array.from({ length: 10 }, (_, index) => connection(`198.51.100.${index}`, 'ann'));
    const taken = putUpWith(hers, act);
    expect(taken).toBeGreaterThanOrEqual(most.user);
    expect(taken).toBeLessThan(most.user + slack);
    expect(act(connection('198.51.100.1', 'ben'))).toBe(true);
  });

  test.each([
    ['one address', (): string => '198.51.100.1'],
    ['one /64', (index: number): string => `2001:db8:0:1::${index}`],
  ])('of %s are bounded over all its users', (_where, addressOf) => {
    const all = Array.from({ length: 10 }, (_, index) => connection(addressOf(index), `user ${index}`));
    const taken = putUpWith(all, act);
    expect(taken).toBeGreaterThanOrEqual(most.address);
    expect(taken).toBeLessThan(most.address + slack);
    expect(act(connection('203.0.113.1'))).toBe(true);
  });
});

describe('allowances', () => {
  test('[OPS-25] a user who has spent what she has keeps her modest connections', () => {
    const greedy = Array.from({ length: 10 }, (_, index) => connection(`198.51.100.${index}`, 'ann'));
    putUpWith(greedy, (one) => one.take(1, 10));
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

  test('[OPS-25] who is refused too fast waits, and a colleague at the same address does not', () => {
    const [greedy, colleague] = [connection('office'), connection('office')];
    greedy.refused();
    let taken = 0;
    while (taken < 10_000 && greedy.takeMessage()) taken += 1;
    expect(taken).toBeLessThan(10_000);
    for (let index = 0; index < 100; index += 1) expect(colleague.takeMessage()).toBe(true);
    // Not for long.
    const giveUpAt = performance.now() + 8_000;
    let goesOn = false;
    while (!goesOn && performance.now() < giveUpAt) goesOn = greedy.takeMessage();
    expect(goesOn).toBe(true);
  });

  test('[OPS-25] what an office sends at once is taken by and by', () => {
    const office = Array.from({ length: 100 }, () => connection('office'));
    let taken = 0;
    const startedAt = performance.now();
    for (let round = 0; round < 30; round += 1) for (const one of office) if (one.takeMessage()) taken += 1;
    expect(taken).toBeGreaterThanOrEqual(500);
    expect(taken).toBeLessThan(510 + 3 * (performance.now() - startedAt));
    expect(connection('203.0.113.1').takeMessage()).toBe(true);
  });

  test('[OPS-25] an address whose connections break the rules again and again gets no new ones, and the others stay', () => {
    const colleague = connection('office');
    let breaches = 0;
    for (; breaches < 1_000 && !accounts.ofAddress('office').isSpent; breaches += 1) {
      const one = connection('office');
      one.breached();
      one.end();
    }
    expect(breaches).toBeGreaterThan(50);
    expect(breaches).toBeLessThan(500);
    for (let index = 0; index < 50; index += 1) expect(colleague.refused()).toBe(true);
    expect(colleague.take(1, 100)).toBe(true);
  });

  test('[OPS-25] who breaks the rules with a megabyte each time gets no new connection sooner', () => {
    let breaches = 0;
    for (; !accounts.ofAddress('office').isSpent; breaches += 1) {
      const one = connection('office');
      one.breached(1_000_000);
      one.end();
    }
    expect(breaches).toBeGreaterThan(5);
    expect(breaches).toBeLessThan(50);
  });

  test('[OPS-25] a hundred of one address who are all refused for ever are cut off in the end', () => {
    const greedy = Array.from({ length: 100 }, () => connection('office'));
    let cutOff = 0;
    for (let round = 0; round < 1_000; round += 1) for (const one of greedy) if (!one.refused()) cutOff += 1;
    expect(cutOff).toBeGreaterThan(50_000);
  });

  test('[OPS-25] no client sends a hundred heartbeats at once; those of a day pass', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const one = connection('198.51.100.1');
    for (let minute = 0; minute < 1_440; minute += 1) {
      vi.advanceTimersByTime(60_000);
      for (let index = 0; index < 60; index += 1) expect(one.takeBeat()).toBe(true);
    }
    let more = 0;
    while (one.takeBeat()) more += 1;
    expect(more).toBeLessThanOrEqual(100);
    vi.useRealTimers();
  });

  test('[OPS-25] addresses of one /64 share an account', () => {
    expect(accounts.ofAddress('2001:db8::1')).toBe(accounts.ofAddress('2001:db8::2'));
  });
});
