import { limits } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newWord } from '../../domain/new-id.ts';
import type { Invitation } from '../invitations.ts';
import { newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const now = Date.now();
const dayMs = 24 * 3_600_000;

/** What any store must do with invitations. */
export function describeInvitations(name: string, open: OpenStore): void {
  describe(`invitations on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const made = async (more: Partial<Invitation> = {}): Promise<Invitation> => {
      const { store } = opened;
      const by = await newUser(store);
      const invitation: Invitation = {
        code: newWord(),
        room: (await newRoom(store, by)).id,
        by: by.id,
        role: null,
        uses: null,
        createdAt: now,
        expiresAt: now + dayMs,
        ...more,
      };
      expect(await store.invitations.create(invitation, now)).toBe('created');
      return invitation;
    };

    test('[INV-1] [ROOM-23] guests of a room and its invitations are nothing to each other', async () => {
      const { invitations, membership } = opened.store;
      const one = await made();
      const guest = await newUser(opened.store);
      if (one.room === null) throw new Error('no room');
      await membership.join(one.room, guest.id, now, false, { name: guest.username, network: '10.0.0.1' });
      const other = await made({ room: one.room });
      const listed = await invitations.list(one.room, now);
      expect(listed.map(({ code }) => code).toSorted()).toEqual([one.code, other.code].toSorted());
    });

    test('[INV-1] what was made is found and listed as it is, until it is revoked', async () => {
      const { invitations } = opened.store;
      const one = await made({ uses: 3 });
      const other = await made({ room: one.room, role: 'admin' });
      // Once more the same: its answer was lost.
      expect(await invitations.create(one, now)).toBe('created');
      expect(await invitations.find(one.code, now)).toEqual({ ...one, used: 0 });
      const listed = await invitations.list(one.room, now);
      expect(listed).toHaveLength(2);
      expect(listed).toEqual(
        expect.arrayContaining([
          { ...one, used: 0 },
          { ...other, used: 0 },
        ]),
      );
      for (let time = 0; time < 2; time += 1) await invitations.revoke(one);
      expect(await invitations.find(one.code, now)).toBeNull();
      expect(await invitations.redeem(one.code, one.by, newWord(), now)).toBeNull();
      expect(await invitations.list(one.room, now)).toEqual([{ ...other, used: 0 }]);
      const server = await made({ room: null });
      expect(await invitations.list(null, now)).toContainEqual({ ...server, used: 0 });
      await invitations.revoke(server);
    });

    test('[INV-3] it counts until it expires, and is nowhere then', async () => {
      const { invitations } = opened.store;
      const one = await made();
      const user = await newUser(opened.store);
      expect(await invitations.find(one.code, one.expiresAt - 1)).not.toBeNull();
      expect(await invitations.find(one.code, one.expiresAt)).toBeNull();
      expect(await invitations.list(one.room, one.expiresAt)).toEqual([]);
      expect(await invitations.redeem(one.code, user.id, newWord(), one.expiresAt)).toBeNull();
      expect(await invitations.redeem(newWord(), user.id, newWord(), now)).toBeNull();
    });

    test('[INV-4] of many who come at once no one is too many; each counts once, and what is given back is for another', async () => {
      const { store } = opened;
      const { invitations } = store;
      const one = await made({ uses: 3 });
      const people = await Promise.all(Array.from({ length: 8 }, () => newUser(store)));
      const attempts = people.flatMap((user) => [
        { user, attempt: `a ${user.id}` },
        { user, attempt: `b ${user.id}` },
      ]);
      const outcomes = await Promise.all(
        attempts.map(async ({ user, attempt }) => ({
          user,
          attempt,
          redeemed: await invitations.redeem(one.code, user.id, attempt, now),
        })),
      );
      const had = outcomes.filter(({ redeemed }) => redeemed !== null);
      expect(new Set(had.map(({ user }) => user.id)).size).toBe(3);
      expect(had.filter(({ redeemed }) => redeemed?.isFirst)).toHaveLength(3);
      expect(await invitations.find(one.code, now)).toEqual({ ...one, used: 3 });
      const [first] = had.filter(({ redeemed }) => redeemed?.isFirst);
      if (!first) throw new Error('nobody has used it');
      // The same attempt once more: its answer was lost.
      const again = await invitations.redeem(one.code, first.user.id, first.attempt, now);
      expect(again).toEqual({ invitation: { ...one, used: 3 }, isFirst: true });
      const late = people.find((user) => !had.some((one) => one.user.id === user.id));
      if (!late) throw new Error('everybody has used it');
      expect(await invitations.redeem(one.code, late.id, newWord(), now)).toBeNull();
      for (let time = 0; time < 2; time += 1) await invitations.giveBack(one.code, first.user.id);
      expect(await invitations.find(one.code, now)).toEqual({ ...one, used: 2 });
      expect(await invitations.redeem(one.code, late.id, newWord(), now)).toMatchObject({ isFirst: true });
    });

    test('[INV-1] a room has so many at a time, and what has expired makes room', async () => {
      const { invitations } = opened.store;
      const soon = await made({ expiresAt: now + 3_600_000 });
      for (let count = 1; count < limits.invitesPerPlace; count += 1)
        await invitations.create({ ...soon, code: newWord(), expiresAt: now + dayMs }, now);
      const more: Invitation = { ...soon, code: newWord(), expiresAt: now + dayMs };
      expect(await invitations.create(more, now)).toBe('too-many');
      expect(await invitations.find(more.code, now)).toBeNull();
      expect(await invitations.create(soon, now)).toBe('created');
      expect(await invitations.create(more, soon.expiresAt)).toBe('created');
    });
  });
}
