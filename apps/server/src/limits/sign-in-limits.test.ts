import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EmbeddedSharedLimits } from '../adapters/embedded/shared-limits.ts';
import { SignInLimits } from './sign-in-limits.ts';

let shared: EmbeddedSharedLimits;
let limits: SignInLimits;
beforeEach(() => {
  vi.useFakeTimers();
  shared = new EmbeddedSharedLimits();
  limits = new SignInLimits(shared);
});
afterEach(() => {
  limits.close();
  shared.close();
  vi.useRealTimers();
});

const attempt = async (address: string, name: string): Promise<string> => {
  const attempted = limits.attempt(address, name).then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
  await vi.advanceTimersByTimeAsync(0);
  return attempted;
};

test('[ACC-6] wrong passwords for a name are bounded by network, whichever of its addresses they come from; the right one forgives', async () => {
  for (let index = 0; index < 10; index += 1) expect(await attempt(`192.0.2.${index}`, 'ann')).toBe('ok');
  expect(await attempt('192.0.2.77', 'ann')).toBe('rate_limited');
  expect(await attempt('192.0.2.77', 'ben')).toBe('ok');
  // She herself, from elsewhere.
  expect(await attempt('198.51.100.1', 'ann')).toBe('ok');
  await limits.succeeded('192.0.2.1', 'ann');
  expect(await attempt('192.0.2.77', 'ann')).toBe('ok');
  for (let index = 0; index < 10; index += 1) await attempt(`2001:db8::${index}`, 'ann');
  expect(await attempt('2001:db8::ffff', 'ann')).toBe('rate_limited');
  expect(await attempt('2001:db8:0:1::1', 'ann')).toBe('ok');
});

test('[ACC-6] an address may try and register so often, whatever the names', async () => {
  const answers: string[] = [];
  for (let index = 0; index < 130; index += 1) answers.push(await attempt('192.0.2.1', `name ${index}`));
  expect(answers.filter((answer) => answer === 'ok')).toHaveLength(120);
  for (let index = 0; index < 200; index += 1) await limits.register('192.0.2.1');
  await expect(limits.register('192.0.2.1')).rejects.toMatchObject({ code: 'rate_limited' });
  await limits.register('192.0.3.1');
});

test('[ACC-6] a name that is guessed from everywhere is slowed down, never refused, and is quick again later', async () => {
  for (let index = 0; index < 1_000; index += 1) limits.failed('ann');
  let went = false;
  const attempted = limits.attempt('203.0.113.5', 'ann').then(() => (went = true));
  await vi.advanceTimersByTimeAsync(2_900);
  expect(went).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(went).toBe(true);
  await attempted;
  await vi.advanceTimersByTimeAsync(1_000 * 60_000);
  expect(await attempt('203.0.113.5', 'ann')).toBe('ok');
});
