import { clientEvents } from '@rookery/protocol';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { loggedErrors } from '../fuzz/logged-errors.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterAll(() => target.stop());

test('[SEC-3] of 20,000 events and calls, right and wrong ones, each is answered as it should be, and what was kept is whole', async () => {
  const seed = Number(process.env['ROOKERY_FUZZ_SEED'] ?? 1);
  const report = await fuzz({ url: target.url, seed, events: 20_000 });
  expect(report.faults, `seed ${seed}`).toEqual([]);
  expect(report.events).toBe(20_000);
  // It is no good where all is refused.
  expect(report.outcomes['ok']).toBeGreaterThan(2_000);
  expect(report.kept).toBeGreaterThan(100);
  expect(Object.keys(report.asked)).toEqual(expect.arrayContaining(Object.keys(clientEvents)));
  expect(target.server.hasEnded).toBe(false);
  expect(loggedErrors(target.server)).toEqual([]);
}, 180_000);
