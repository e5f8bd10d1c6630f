import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeptPasskey } from '../passkeys.ts';
import { mostPasskeys } from '../passkeys.ts';
import { newAccount, word } from './account-fixtures.ts';
import { newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const now = Date.now();
const newPasskey = (details: Partial<KeptPasskey> = {}): KeptPasskey => ({
  id: word(),
  credential: word(),
  publicKey: 'pQECAyYgASFYIA',
  transports: ['internal', 'hybrid'],
  name: '小“明”/\\ phone',
  createdAt: now,
  lastUsedAt: null,
  ...details,
});

/** What any store must do with passkeys and challenges. */
export function describePasskeys(name: string, open: OpenStore): void {
  describe(`passkeys on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[FAC-5] an account has several, each is used and removed, and a guest has none', async () => {
      const { passkeys } = opened.store;
      const [{ user }, { user: other }] = [await newAccount(opened.store), await newAccount(opened.store)];
      const [phone, key] = [newPasskey(), newPasskey({ transports: [], name: '' })];
      for (const one of [phone, key, phone]) expect(await passkeys.add(user.id, one)).toBe('added');
      const kept = await passkeys.of(user.id);
      expect(kept).toHaveLength(2);
      expect(kept).toEqual(expect.arrayContaining([phone, key]));
      expect(await passkeys.of(other.id)).toEqual([]);
      expect(await passkeys.used(user.id, phone.id, now + 5)).toBe(true);
      expect(await passkeys.used(user.id, phone.id, now + 2)).toBe(true);
      expect(await passkeys.used(other.id, phone.id, now)).toBe(false);
      expect(await passkeys.remove(other.id, key.id)).toBe(false);
      expect(await passkeys.remove(user.id, key.id)).toBe(true);
      expect(await passkeys.remove(user.id, key.id)).toBe(false);
      expect(await passkeys.used(user.id, key.id, now)).toBe(false);
      expect(await passkeys.of(user.id)).toEqual([{ ...phone, lastUsedAt: now + 5 }]);
      const guest = await newUser(opened.store);
      expect(await passkeys.add(guest.id, phone)).toBe('no-account');
      expect(await passkeys.of(guest.id)).toEqual([]);
    });

    test('[FAC-5] one account has so many and no more, also where they come at once', async () => {
      const { passkeys } = opened.store;
      const { user } = await newAccount(opened.store);
      const added = await Promise.all(
        Array.from({ length: mostPasskeys + 3 }, () => passkeys.add(user.id, newPasskey())),
      );
      expect(added.filter((outcome) => outcome === 'added')).toHaveLength(mostPasskeys);
      expect(await passkeys.of(user.id)).toHaveLength(mostPasskeys);
    });

    test('[FAC-6] a challenge is taken once, also by two at once, and not when it has ended', async () => {
      const { passkeys } = opened.store;
      const [one, late] = [word(), word()];
      await passkeys.putChallenge(one, 'add u_1', now, now + 60_000);
      await passkeys.putChallenge(late, 'sign-in', now, now + 60_000);
      const taken = await Promise.all([1, 2, 3].map(() => passkeys.takeChallenge(one, now)));
      expect(taken.filter((purpose) => purpose !== null)).toEqual(['add u_1']);
      expect(await passkeys.takeChallenge(late, now + 60_000)).toBeNull();
      expect(await passkeys.takeChallenge(late, now)).toBeNull();
      expect(await passkeys.takeChallenge(word(), now)).toBeNull();
    });

    test('[FAC-5, FAC-6] they are there when the store is opened again', async () => {
      const { user } = await newAccount(opened.store);
      const [phone, challenge] = [newPasskey(), word()];
      await opened.store.passkeys.add(user.id, phone);
      await opened.store.passkeys.putChallenge(challenge, 'sign-in', now, now + 60_000);
      const again = await opened.reopen();
      expect(await again.passkeys.of(user.id)).toEqual([phone]);
      expect(await again.passkeys.takeChallenge(challenge, now)).toBe('sign-in');
    });
  });
}
