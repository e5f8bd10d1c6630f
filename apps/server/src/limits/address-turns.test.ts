import { afterEach, expect, test, vi } from 'vitest';
import { AddressTurns } from './address-turns.ts';

afterEach(() => void vi.useRealTimers());

/** Requests that are under way until they are ended, and the order in which they began. */
function asking(turns: AddressTurns) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (address: string, source: string): Promise<unknown> =>
    turns.run(address, source, () => {
      begun.push(source);
      return new Promise<void>((end) => ends.push(end));
    });
  return { begun, ask, endFirst: () => ends.shift()?.() };
}

const aTurn = (): Promise<void> => new Promise((go) => setImmediate(go));

test('[OPS-39] of a hundred guests of one address some are served at a time, and nobody else waits', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { begun, ask, endFirst } = asking(new AddressTurns());
  for (let index = 0; index < 100; index += 1) void ask('198.51.100.1', `guest ${index}`);
  expect(begun).toHaveLength(8);
  void ask('203.0.113.1', 'another');
  expect(begun.at(-1)).toBe('another');
  for (let index = 0; index < 50; index += 1) {
    endFirst();
    await aTurn();
  }
  // One of the fifty was the other's, at the ninth place.
  expect(begun).toHaveLength(8 + 1 + 49);
});

test('[OPS-39] the connections of an address have their turns one after the other, each in its own order', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { begun, ask, endFirst } = asking(new AddressTurns());
  for (let index = 0; index < 108; index += 1) void ask('office', 'greedy');
  void ask('office', 'colleague');
  void ask('office', 'colleague');
  for (let index = 0; index < 5; index += 1) {
    endFirst();
    await aTurn();
  }
  expect(begun.slice(8)).toEqual(['greedy', 'colleague', 'greedy', 'colleague', 'greedy']);
});

test('[OPS-39] a request that has its turn just now begins before the next one of its connection', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { begun, ask } = asking(new AddressTurns());
  for (let index = 0; index < 8; index += 1) void ask('office', `hangs ${index}`);
  await vi.advanceTimersByTimeAsync(10);
  void ask('office', 'sender');
  // Those that hang count no more, and nobody has looked yet: all of it happens in one turn of the event loop.
  await vi.advanceTimersByTimeAsync(25);
  const before = begun.length;
  void ask('office', 'colleague');
  expect(begun.slice(before)).toEqual(['sender', 'colleague']);
});

test('[OPS-39] what the store does not answer keeps nobody at the address waiting', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { begun, ask } = asking(new AddressTurns());
  for (let index = 0; index < 20; index += 1) void ask('office', `hangs ${index}`);
  void ask('office', 'colleague');
  expect(begun).not.toContain('colleague');
  await vi.advanceTimersByTimeAsync(200);
  expect(begun).toContain('colleague');
});

test('[OPS-39] whose turn comes too late for an answer is not served', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  const { begun, ask } = asking(new AddressTurns());
  const answers = Array.from({ length: 5_000 }, (_, index) =>
    ask('office', `hangs ${index}`).catch((error: unknown) => error),
  );
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await answers.at(-1)).toMatchObject({ code: 'unavailable' });
  expect(begun.length).toBeLessThan(5_000);
});
