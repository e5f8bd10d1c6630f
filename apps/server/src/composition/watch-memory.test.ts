import { expect, test } from 'vitest';
import type { Log } from '../ops/log.ts';
import { watchMemory } from './watch-memory.ts';

/** What is said of a store that has used so much of a hundred bytes. */
async function saidOf(bytes: number, freeBytes: number | null): Promise<object[]> {
  const said: object[] = [];
  const log = { warn: (record: object) => said.push(record) } as unknown as Log;
  const stop = watchMemory(
    { take: () => Promise.resolve({ kept: 'memory', bytes, freeBytes, people: null, rooms: null, messages: null }) },
    log,
  );
  await new Promise(setImmediate);
  stop();
  return said;
}

test('[COLD-11] whoever looks after the server hears that memory fills long before it is full', async () => {
  expect(await saidOf(69, 31)).toEqual([]);
  expect(await saidOf(70, 30)).toEqual([
    expect.objectContaining({ event: 'memory.filling', percent: 70, freeBytes: 30 }),
  ]);
  // Nobody has said how much it may take.
  expect(await saidOf(70, null)).toEqual([]);
});
