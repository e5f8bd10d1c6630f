import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wrongCodeMs, wrongCodesAtOnce } from '../second-factor.ts';
import { newAccount } from './account-fixtures.ts';
import { newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const now = Date.now();
const [secret, other] = ['00112233445566778899', 'ff112233445566778899'];

/** What any store must do with second factors. */
export function describeSecondFactor(name: string, open: OpenStore): void {
  describe(`second factors on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    async function newFactor(recovery: readonly string[] = []) {
      const { user } = await newAccount(opened.store);
      await opened.store.secondFactor.begin(user.id, secret);
      expect(await opened.store.secondFactor.confirm(user.id, secret, 5, recovery)).toBe(true);
      return user.id;
    }

    test('[FAC-1] it counts once a code of it was shown, until it is ended or another was confirmed', async () => {
      const { store } = opened;
      const factors = store.secondFactor;
      const { user } = await newAccount(store);
      const none = { secret: null, pending: null, recoveryLeft: 0 };
      expect(await factors.of(user.id)).toEqual(none);
      expect(await factors.begin(user.id, other)).toBe(true);
      expect(await factors.begin(user.id, secret)).toBe(true);
      expect(await factors.of(user.id)).toEqual({ ...none, pending: secret });
      expect(await factors.tryStep(user.id, secret, 9, now)).toBe('refused');
      expect(await factors.confirm(user.id, other, 5, ['a'])).toBe(false);
      for (const _twice of [1, 2]) expect(await factors.confirm(user.id, secret, 5, ['a', 'b'])).toBe(true);
      expect(await factors.of(user.id)).toEqual({ secret, pending: null, recoveryLeft: 2 });
      // Another phone: the former counts until the other is confirmed.
      await factors.begin(user.id, other);
      expect(await factors.tryStep(user.id, secret, 6, now)).toBe('accepted');
      expect(await factors.confirm(user.id, other, 3, ['c'])).toBe(true);
      expect(await factors.tryStep(user.id, secret, 7, now)).toBe('refused');
      expect(await factors.tryStep(user.id, other, 4, now)).toBe('accepted');
      expect(await factors.of(user.id)).toEqual({ secret: other, pending: null, recoveryLeft: 1 });
      for (const _twice of [1, 2]) await factors.end(user.id);
      expect(await factors.of(user.id)).toEqual(none);
      expect(await factors.tryStep(user.id, other, 99, now)).toBe('refused');
      expect(await factors.begin((await newUser(store)).id, secret)).toBe(false);
    });

    test('[FAC-1] a step is used once, also by two at once, and none before it is', async () => {
      const user = await newFactor();
      const tryStep = (step: number) => opened.store.secondFactor.tryStep(user, secret, step, now);
      expect(await tryStep(5)).toBe('refused');
      const outcomes = await Promise.all([tryStep(7), tryStep(7), tryStep(7)]);
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
      expect(await tryStep(6)).toBe('refused');
      expect(await tryStep(8)).toBe('accepted');
    });

    test('[FAC-2] wrong codes are counted, one is forgiven by and by, and all by a right one', async () => {
      const user = await newFactor();
      const tryAt = (step: number | null, at: number) => opened.store.secondFactor.tryStep(user, secret, step, at);
      for (let count = 0; count < wrongCodesAtOnce; count += 1) expect(await tryAt(null, now)).toBe('refused');
      expect(await tryAt(9, now + 1_000)).toEqual({ waitMs: wrongCodeMs - 1_000 });
      expect(await tryAt(null, now + wrongCodeMs)).toBe('refused');
      expect(await tryAt(9, now + wrongCodeMs)).toEqual({ waitMs: wrongCodeMs });
      expect(await tryAt(9, now + 2 * wrongCodeMs)).toBe('accepted');
      for (let count = 0; count < wrongCodesAtOnce; count += 1)
        expect(await tryAt(null, now + 2 * wrongCodeMs)).toBe('refused');
    });

    test('[FAC-3] a recovery code is used once, also by two at once, and new ones take their place', async () => {
      const user = await newFactor(['a', 'b', 'c']);
      const { secondFactor } = opened.store;
      const uses = await Promise.all(['b', 'b', 'x', ''].map((hash) => secondFactor.useRecovery(user, hash)));
      expect(uses.filter((used) => used)).toHaveLength(1);
      expect(uses[2]).toBe(false);
      expect(await secondFactor.of(user)).toMatchObject({ recoveryLeft: 2 });
      expect(await secondFactor.setRecovery(user, ['d'])).toBe(true);
      expect(await secondFactor.useRecovery(user, 'a')).toBe(false);
      expect(await secondFactor.useRecovery(user, 'd')).toBe(true);
      expect(await secondFactor.of(user)).toMatchObject({ recoveryLeft: 0 });
      const { user: plain } = await newAccount(opened.store);
      expect(await secondFactor.setRecovery(plain.id, ['d'])).toBe(false);
      expect(await secondFactor.useRecovery(plain.id, 'd')).toBe(false);
      const again = await opened.reopen();
      expect(await again.secondFactor.of(user)).toEqual({ secret, pending: null, recoveryLeft: 0 });
    });
  });
}
