import { until } from '@rookery/testkit/until';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Accounts, Allowance } from '../limits/allowances.ts';
import { PacedReading } from './paced-reading.ts';

let accounts: Accounts;
beforeEach(() => {
  accounts = new Accounts();
});
afterEach(() => accounts.close());

/** A reading, what was taken of it, and whether its socket is read. */
function reading(allowance: Allowance | null = null) {
  const taken: (string | Buffer)[] = [];
  const state = { isRead: true };
  const socket = { pause: () => void (state.isRead = false), resume: () => void (state.isRead = true) };
  return { reads: new PacedReading({ socket, allowance, take: (message) => taken.push(message) }), taken, state };
}

const messages = Array.from({ length: 500 }, (_, index) => `42["${index}"]`);
const aTurn = (): Promise<void> => new Promise((go) => setImmediate(go));

test('[OPS-25] of a thousand messages in one chunk some are taken in each turn, all of them in order', async () => {
  const { reads, taken, state } = reading();
  for (const message of messages) reads.received(message);
  expect(taken.length).toBeLessThan(100);
  expect(state.isRead).toBe(false);
  const before = taken.length;
  await aTurn();
  await aTurn();
  expect(taken.length).toBeGreaterThan(before);
  await until('all are taken', () => taken.length === messages.length);
  expect(taken).toEqual(messages);
  expect(state.isRead).toBe(true);
});

test('[OPS-25] who was refused lately has to wait, a colleague at the same address has not', async () => {
  const [refused, colleague] = [new Allowance(accounts, 'office'), new Allowance(accounts, 'office')];
  refused.refused();
  const [late, early] = [reading(refused), reading(colleague)];
  let sent = 0;
  while (late.state.isRead && sent < 40) {
    while (refused.takeMessage());
    late.reads.received(messages[sent] ?? '');
    sent += 1;
  }
  expect(late.state.isRead).toBe(false);
  for (const message of messages.slice(0, 40)) early.reads.received(message);
  expect(early.taken).toHaveLength(40);
  await until('it is read again', () => late.taken.length === sent && late.state.isRead);
});

test('[DEL-7] a peer who does not read is not read again before it does, whatever waits', async () => {
  const { reads, taken, state } = reading();
  reads.hold();
  for (const message of messages) reads.received(message);
  await until('all are taken', () => taken.length === messages.length);
  expect(state.isRead).toBe(false);
  reads.readAgain();
  expect(state.isRead).toBe(true);
});

test('[OPS-25] what waits when a connection ends is not taken', async () => {
  const { reads, taken } = reading();
  for (const message of messages) reads.received(message);
  const before = taken.length;
  reads.end();
  await aTurn();
  await aTurn();
  expect(taken.length).toBe(before);
});
