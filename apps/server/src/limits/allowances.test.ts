import { describe, expect, test } from 'vitest';
import { Account, Accounts, Allowance, addressKey } from './allowances.ts';

describe('allowances', () => {
  test('[OPS-25] a connection may send what a stock client has waiting, and no flood', () => {
    const one = new Allowance(new Account('a'));
    for (let index = 0; index < 20_000; index += 1) expect(one.take(1, 100)).toBe(true);
    let sent = 0;
    while (one.take(1, 10)) sent += 1;
    expect(sent).toBeLessThan(10_000);
  });

  test('[OPS-25] bytes count as well as frames', () => {
    const one = new Allowance(new Account('a'));
    let sent = 0;
    while (one.take(1, 1_048_576)) sent += 1;
    expect(sent).toBeGreaterThan(20);
    expect(sent).toBeLessThan(40);
  });

  test('[OPS-25] many connections of one address share its account, and modest ones outlive the greedy', () => {
    const account = new Account('office');
    const greedy = Array.from({ length: 20 }, () => new Allowance(account));
    let sent = 0;
    for (const one of greedy) while (one.take(1, 10)) sent += 1;
    expect(sent).toBeLessThan(110_000);
    const colleague = new Allowance(account);
    for (let index = 0; index < 500; index += 1) expect(colleague.take(1, 100)).toBe(true);
    expect(account.isSpent).toBe(true);
  });

  test('[OPS-25] addresses are counted as households have them', () => {
    expect(addressKey('203.0.113.7')).toBe('203.0.113.7');
    expect(addressKey('::ffff:203.0.113.7')).toBe('203.0.113.7');
    expect(addressKey('2001:DB8:0:1::1')).toBe(addressKey('2001:db8:0:1:ffff:1:2:3'));
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8:0:0:5::'));
    expect(addressKey('2001:db8:0:1::1')).not.toBe(addressKey('2001:db8:0:2::1'));
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    const accounts = new Accounts();
    expect(accounts.of('2001:db8::1')).toBe(accounts.of('2001:db8::2'));
    accounts.close();
  });
});
