import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLead } from './lead.ts';

// Without a secure context there are no locks: what two tabs share is the storage.

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whether each of them tells, asked at the same moment. */
const asked = async (...tabs: readonly ReturnType<typeof openLead>[]): Promise<boolean[]> => {
  const answers = Promise.all(tabs.map(({ isMine }) => isMine()));
  await vi.advanceTimersByTimeAsync(1_000);
  return answers;
};

test('[WEB-191] without locks one of two tabs tells, the same one again, and the other when it is gone or silent', async () => {
  const [one, other] = [openLead(null), openLead(null)];
  const [first] = await asked(one, other);
  expect(await asked(one, other)).toEqual([first, first !== true]);
  expect((await asked(one, other)).filter(Boolean)).toHaveLength(1);
  const [leader, follower] = first ? [one, other] : [other, one];
  // One that died gives nothing back.
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await asked(follower)).toEqual([true]);
  expect(await asked(leader)).toEqual([false]);
  follower.close();
  expect(await asked(leader)).toEqual([true]);
  // A claim from a clock that was ahead holds nobody up.
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(await asked(follower)).toEqual([true]);
});

test('[WEB-191] with locks the tab that has the lock tells, until it closes', async () => {
  const waiting: (() => void)[] = [];
  let isFree = true;
  const locks = {
    request: async (_name: string, _options: object, held: () => Promise<void>) => {
      if (!isFree) await new Promise<void>((turn) => waiting.push(turn));
      isFree = false;
      await held();
      isFree = true;
      waiting.shift()?.();
    },
  } as unknown as LockManager;
  const [one, other] = [openLead(locks), openLead(locks)];
  expect(await asked(one, other)).toEqual([true, false]);
  one.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(await asked(one, other)).toEqual([false, true]);
});
