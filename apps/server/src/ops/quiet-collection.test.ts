import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Log } from './log.ts';
import { QuietCollection } from './quiet-collection.ts';

const log = { debug: () => undefined } as unknown as Log;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what a storm of connections left is collected once, when it is over and the loop is idle', () => {
  let collections = 0;
  let load = 0;
  const collection = new QuietCollection(
    log,
    () => (collections += 1),
    () => load,
  );
  const come = (count: number): void => {
    for (let index = 0; index < count; index += 1) collection.note();
  };
  come(999);
  vi.advanceTimersByTime(20_000);
  expect(collections, 'few came').toBe(0);
  come(500);
  vi.advanceTimersByTime(2_000);
  come(500);
  vi.advanceTimersByTime(2_000);
  expect(collections, 'they still come').toBe(0);
  load = 0.5;
  vi.advanceTimersByTime(10_000);
  expect(collections, 'busy with something else').toBe(0);
  load = 0.1;
  vi.advanceTimersByTime(2_000);
  expect(collections).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(collections, 'nothing has come since').toBe(1);
  collection.close();
});

test('a collection is at hand without a flag of the process', () => {
  const collection = new QuietCollection(log);
  collection.close();
});
