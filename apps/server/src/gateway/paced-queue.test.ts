import { expect, test } from 'vitest';
import { PacedQueue } from './paced-queue.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Passes time without giving the loop a turn. */
function block(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

test('[OPS-18] a turn serves a few, the next ones more, in the order of coming', async () => {
  const served: number[] = [];
  const queue = new PacedQueue<number>(100, { fewest: 2, most: 4, longTurnMs: 5_000 }, (item) => served.push(item));
  for (let item = 0; item < 12; item += 1) expect(queue.add(item)).toBe(true);
  const counts = [served.length];
  while (queue.length > 0) {
    await turn();
    counts.push(served.length);
  }
  expect(counts).toEqual([2, 5, 9, 12]);
  expect(served).toEqual(Array.from({ length: 12 }, (_, item) => item));
});

test('[OPS-18] who comes while a turn has room does not wait; behind those who wait they do', async () => {
  const waits: number[] = [];
  const queue = new PacedQueue<string>(100, { fewest: 1, most: 1, longTurnMs: 5_000 }, (_, waitedMs) =>
    waits.push(waitedMs),
  );
  queue.add('first');
  queue.add('second');
  expect(waits).toEqual([0]);
  await turn();
  expect(waits).toHaveLength(2);
  await turn();
  await turn();
  queue.add('third');
  expect(waits).toHaveLength(3);
  expect(waits[2]).toBe(0);
});

test('[OPS-18] long turns halve the pace, down to the fewest', async () => {
  let served = 0;
  const queue = new PacedQueue<number>(1_000, { fewest: 2, most: 64, longTurnMs: 20 }, () => {
    served += 1;
  });
  const add = (count: number): void => {
    for (let item = 0; item < count; item += 1) queue.add(item);
  };
  add(500);
  const perTurn: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    const before = served;
    if (index >= 5) block(25);
    await turn();
    perTurn.push(served - before);
  }
  expect(perTurn[4]).toBeGreaterThan(2);
  expect(perTurn.at(-1)).toBe(2);
});

test('[OPS-18] too many are refused; close gives back those who wait', () => {
  const queue = new PacedQueue<number>(3, { fewest: 1, most: 1, longTurnMs: 10 }, () => undefined);
  expect([0, 1, 2, 3, 4].map((item) => queue.add(item))).toEqual([true, true, true, true, false]);
  expect(queue.close()).toEqual([1, 2, 3]);
});
