import { randomBytes } from 'node:crypto';
import { asUserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const word = (): string => randomBytes(12).toString('base64url');
const newId = () => asUserId(`u_${word()}`);

/** What any store must do with identities, and with what counts once. */
export function describeIdentities(name: string, open: OpenStore): void {
  describe(`identities on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[SSO-2] an identity is one user’s: of those who bind it at once one does, and it is kept', async () => {
      const { identities } = opened.store;
      const identity = { issuer: `https://${word()}`, subject: 'somebody' };
      expect(await identities.userOf(identity)).toBeNull();
      const users = Array.from({ length: 5 }, newId);
      const answers = await Promise.all(users.map((user) => identities.bind(identity, user, null)));
      const [holder = newId()] = answers;
      expect(new Set(answers).size).toBe(1);
      expect(await identities.bind(identity, holder, null)).toBe(holder);
      const other = newId();
      expect(await identities.bind(identity, other, newId())).toBe(holder);
      expect(await identities.bind(identity, other, holder)).toBe(other);
      // Another issuer's somebody is somebody else.
      expect(await identities.userOf({ ...identity, issuer: `https://${word()}` })).toBeNull();
      expect(await (await opened.reopen()).identities.userOf(identity)).toBe(other);
    });

    test('[SSO-2] all identities of an issuer are listed, some at a time', async () => {
      const { identities } = opened.store;
      const issuer = `https://${word()}`;
      const wanted = Array.from({ length: 1_200 }, (_, index) => ({ subject: `s ${index}`, user: newId() }));
      await Promise.all(wanted.map(({ subject, user }) => identities.bind({ issuer, subject }, user, null)));
      const found = new Map<string, string>();
      let cursor: string | null = null;
      do {
        const page = await identities.list(issuer, cursor);
        for (const { subject, user } of page.bound) found.set(subject, user);
        cursor = page.next;
      } while (cursor !== null);
      expect(found).toEqual(new Map(wanted.map(({ subject, user }) => [subject, user])));
      expect(await identities.list(`https://${word()}`, null)).toEqual({ bound: [], next: null });
    });

    test('[MAIL-1] an address is one account’s, found in any case; another takes its place', async () => {
      const { addresses } = opened.store;
      const [one, other] = [newId(), newId()];
      const [first, second] = [`Ann.${word()}@Example.com`, `ann.${word()}@example.com`];
      expect([await addresses.of(one), await addresses.userOf(first)]).toEqual([null, null]);
      const answers = await Promise.all([addresses.set(one, first), addresses.set(other, first.toUpperCase())]);
      expect(answers.toSorted()).toEqual(['set', 'taken']);
      const [holder, loser] = answers[0] === 'set' ? [one, other] : [other, one];
      expect([await addresses.userOf(first.toLowerCase()), await addresses.of(loser)]).toEqual([holder, null]);
      expect([await addresses.set(holder, second), await addresses.set(holder, second)]).toEqual(['set', 'set']);
      expect([await addresses.userOf(first), await addresses.userOf(second)]).toEqual([null, holder]);
      // What she has left, another may have.
      expect(await addresses.set(loser, first)).toBe('set');
      const again = (await opened.reopen()).addresses;
      expect([await again.of(holder), await again.userOf(first)]).toEqual([second, loser]);
    });

    test('[MAIL-2] a letter waits until it is ended; what was claimed and not ended comes again', async () => {
      const now = Date.now();
      const [mine, later] = [word(), word()].map((id) => ({
        id,
        to: 'ann@example.com',
        subject: 'S',
        text: 'T\n中',
        until: now + 60_000,
      }));
      if (!mine || !later) throw new Error('no letters');
      expect([await opened.store.mails.add(mine, now), await opened.store.mails.add(mine, now)]).toEqual([
        'added',
        'added',
      ]);
      const { mails } = await opened.reopen();
      expect(await mails.claim(now - 1, now)).toBeNull();
      const claims = await Promise.all([1, 2, 3].map(() => mails.claim(now, now + 1_000)));
      expect(claims.filter((claimed) => claimed !== null)).toEqual([{ mail: mine, tries: 0 }]);
      expect(await mails.claim(now + 1_000, now + 2_000)).toEqual({ mail: mine, tries: 1 });
      await mails.again(mine.id, now + 5_000);
      await mails.add(later, now + 3_000);
      expect(await mails.claim(now + 6_000, now + 9_000)).toMatchObject({ mail: later });
      expect(await mails.claim(now + 6_000, now + 9_000)).toEqual({ mail: mine, tries: 2 });
      for (const { id } of [mine, mine, later]) await mails.end(id);
      await mails.again(mine.id, now);
      expect(await mails.claim(now + 99_000, now + 99_000)).toBeNull();
    });

    test('[SSO-3] a value is put once and taken once, until its end', async () => {
      const now = Date.now();
      const [key, until] = [`test:${word()}`, now + 600_000];
      const values = ['a', 'b', 'c', 'd'];
      const answers = await Promise.all(values.map((value) => opened.store.once.put(key, { value, until }, now)));
      expect(new Set(answers).size).toBe(1);
      const { once } = await opened.reopen();
      const takers = ['1', '2', '3', '4'];
      const taken = await Promise.all(takers.map((by) => once.take(key, by, now)));
      expect(taken.filter((value) => value !== null)).toEqual([answers[0]]);
      const first = takers[taken.findIndex((value) => value !== null)] ?? '';
      // The answer was lost: the same asks again.
      expect(await once.take(key, first, now)).toBe(answers[0]);
      expect(await once.put(key, { value: 'again', until }, now)).toBe(answers[0]);
      expect(await once.take(key, first, until)).toBeNull();
      expect(await once.put(key, { value: 'later', until: until + 1_000 }, until)).toBe('later');
      expect(await once.take(key, 'another', until)).toBe('later');
      expect(await once.take(`test:${word()}`, 'x', now)).toBeNull();
    });
  });
}
