import { asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RoomFacts } from '../../domain/conversation.ts';
import { rightsOf } from '../../domain/rights.ts';
import type { LeftoverRules } from '../leftovers.ts';
import { append, newRoom, newUser, roomFacts } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const hourMs = 3_600_000;
const rules: LeftoverRules = {
  signedOutMs: hourMs,
  expiredMs: 2 * hourMs,
  againMs: hourMs,
  unusedRoomMs: hourMs,
  emptyRoomMs: 100 * hourMs,
};

/** What any store must do with guests who are gone and rooms that nobody is in. Its clock is the test's: it leaps by hours. */
export function describeLeftovers(name: string, open: OpenStore): void {
  describe(`leftovers on ${name}`, () => {
    let opened: OpenedStore;
    let now = Date.now();
    let living: User;
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(async () => {
      living = await signedIn();
    });
    afterAll(() => opened.close());

    /** Somebody with a session that outlives the test. */
    async function signedIn(lifeMs = 1_000 * hourMs): Promise<User> {
      const user = await newUser(opened.store);
      await signIn(user, lifeMs);
      return user;
    }
    const signIn = (user: User, lifeMs = 1_000 * hourMs): Promise<void> =>
      opened.store.sessions.create(`hash ${user.id}`, {
        id: `s ${user.id}`,
        user,
        kind: 'guest',
        expiresAt: now + lifeMs,
      });
    /** Another one, who wants her name. */
    async function heirOf(user: User): Promise<User> {
      const heir = { ...user, id: asUserId(`u_${Math.random().toString(36).slice(2)}`) };
      await signIn(heir);
      return heir;
    }
    /** Whether a device that stands at `rev` learns that it has lost the room: by a step, or by beginning anew. */
    async function isLost(user: User, rev: number, room: RoomFacts): Promise<boolean> {
      const since = await opened.store.users.since(user.id, rev);
      return since.status === 'reset' || since.steps.some(({ removed }) => removed === room.id);
    }
    const signOut = (user: User): Promise<void> => opened.store.sessions.revoke({ id: `s ${user.id}`, user: user.id });
    const isThere = async ({ id }: User): Promise<boolean> => (await opened.store.people.users([id]))[0] !== null;

    /** One pass, `ms` later. Numbers of the newest user and room are not given free, so there is a newer one of each. */
    async function sweepAfter(ms: number, changed: Partial<LeftoverRules> = {}): Promise<void> {
      await newRoom(opened.store, await signedIn());
      now += ms;
      for (let more = true; more;) ({ more } = await opened.store.leftovers.sweep(now, { ...rules, ...changed }));
    }

    test('[SES-11, PEO-6] a guest who is gone without a trace is taken away after a while, her name is free; nobody else is, but whoever is gone is marked', async () => {
      const { store } = opened;
      const room = await newRoom(store, living);
      await append(store, room.id, living);
      const secret = await newRoom(store, living, { visibility: 'private' });
      const [silent, staying, writer, reader, visitor, invited, partner, maker] = (await Promise.all(
        Array.from({ length: 8 }, () => signedIn()),
      )) as [User, User, User, User, User, User, User, User];
      const expired = await signedIn(1_000);
      for (const user of [writer, reader, visitor]) await store.membership.join(room.id, user.id, now);
      await append(store, room.id, writer);
      for (const user of [writer, visitor]) await store.membership.leave(room.id, user.id);
      await store.membership.invite(secret.id, living.id, rightsOf('invite'), invited.id, now);
      const direct = await store.rooms.openDirect(partner.id, living.id, now);
      const unused = [await newRoom(store, maker), await newRoom(store, maker, { visibility: 'private' })];
      for (const user of [silent, writer, reader, visitor, invited, partner, maker]) await signOut(user);

      await sweepAfter(0);
      await sweepAfter(hourMs / 2);
      for (const user of [silent, expired, maker]) expect(await isThere(user)).toBe(true);
      await sweepAfter(hourMs);
      for (const user of [silent, maker]) {
        expect(await isThere(user)).toBe(false);
        expect(await store.people.holderOf(user.username)).toBeNull();
        expect(await store.people.claimName(await heirOf(user), null)).toBe('claimed');
      }
      // Of a session that has expired one cannot be sure for longer.
      expect(await isThere(expired)).toBe(true);
      await sweepAfter(2 * hourMs);
      await sweepAfter(hourMs);
      expect(await isThere(expired)).toBe(false);
      for (const user of [living, staying, writer, reader, visitor, invited, partner]) {
        expect(await isThere(user)).toBe(true);
        expect(await store.people.holderOf(user.username)).toBe(user.id);
        const isMarked = (await store.people.users([user.id]))[0]?.deactivated === true;
        expect(isMarked).toBe(user !== living && user !== staying);
      }
      // What only they were in has gone with them; who is gone has left what goes on.
      expect(await store.log.states(unused.map(({ id }) => id))).toEqual([null, null]);
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 1 });
      expect(await store.users.line(invited.id, secret.id)).toBeNull();
      expect(await store.users.line(living.id, direct.facts.id)).toMatchObject({ state: { members: 2 } });
      expect(await store.log.page({ conversation: room.id, reader: living.id, limit: 10 })).toMatchObject({
        messages: [{ author: living.id }, { author: writer.id }],
      });
      // Her trace has gone: so does she.
      await store.membership.leave(room.id, living.id);
      await sweepAfter(0);
      await sweepAfter(100 * hourMs);
      await sweepAfter(2 * hourMs);
      for (const user of [writer, reader, visitor]) expect(await isThere(user)).toBe(false);
      for (const user of [living, staying, invited, partner]) expect(await isThere(user)).toBe(true);
    });

    test('[SES-10] a name whose holder has left a trace is given to a classic client only; without one to anybody, and then nothing is written for her', async () => {
      const { store } = opened;
      const [known, unknown] = [await signedIn(), await signedIn()];
      const room = await newRoom(store, living);
      const secret = await newRoom(store, living, { visibility: 'private' });
      await store.membership.join(room.id, known.id, now);
      await append(store, room.id, known);
      for (const user of [known, unknown]) await signOut(user);
      expect(await store.people.claimName(await heirOf(known), known.id)).toBe('taken');
      expect(await store.people.holderOf(known.username)).toBe(known.id);
      const classic = await heirOf(known);
      expect(await store.people.claimName(classic, known.id, 'anybody')).toBe('claimed');
      expect(await store.people.holderOf(known.username)).toBe(classic.id);
      expect(await isThere(known)).toBe(true);

      const heir = await heirOf(unknown);
      expect(await store.people.claimName(heir, unknown.id)).toBe('claimed');
      expect(await store.people.holderOf(unknown.username)).toBe(heir.id);
      const nobody = { code: 'not_found' };
      await expect(store.rooms.openDirect(living.id, unknown.id, now)).rejects.toMatchObject(nobody);
      await expect(store.membership.join(room.id, unknown.id, now)).rejects.toMatchObject(nobody);
      await expect(store.rooms.createRoom(roomFacts(unknown), unknown.id)).rejects.toMatchObject(nobody);
      await expect(
        store.membership.invite(secret.id, living.id, rightsOf('invite'), unknown.id, now),
      ).rejects.toMatchObject(nobody);
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 2 });
      // Also when all that was left of her has been taken away.
      await sweepAfter(0);
      await sweepAfter(2 * hourMs);
      expect(await isThere(unknown)).toBe(false);
      await expect(store.membership.join(room.id, unknown.id, now)).rejects.toMatchObject(nobody);
      expect(await store.people.holderOf(unknown.username)).toBe(heir.id);
    });

    test('[ROOM-14] a room that nobody is in ends: after an hour where nothing was ever said, else after the days that are set', async () => {
      const { store } = opened;
      const [friend, guest] = [await signedIn(), await signedIn()];
      const [unused, used, kept, again] = [
        await newRoom(store, living),
        await newRoom(store, living),
        await newRoom(store, living),
        await newRoom(store, living),
      ];
      const secret = await newRoom(store, living, { visibility: 'private' });
      await store.membership.invite(secret.id, living.id, rightsOf('invite'), guest.id, now);
      await store.membership.join(used.id, friend.id, now);
      const { rev: heard } = await store.users.conversations(friend.id);
      for (let index = 0; index < 3; index += 1) await append(store, used.id, living, { mentions: [friend.id] });
      await append(store, kept.id, living);
      await store.membership.leave(used.id, friend.id);
      for (const { id } of [unused, used, again, secret]) await store.membership.leave(id, living.id);
      await sweepAfter(0);
      await sweepAfter(hourMs / 2);
      await store.membership.join(again.id, friend.id, now);
      expect((await store.log.states([unused.id]))[0]).not.toBeNull();
      await sweepAfter(hourMs);
      expect(await store.log.states([unused.id, secret.id])).toEqual([null, null]);
      expect((await store.users.inbox(guest.id, undefined, 10)).rows).toEqual([]);
      expect(await isLost(guest, 1, secret)).toBe(true);
      await sweepAfter(200 * hourMs, { emptyRoomMs: null });
      expect((await store.log.states([used.id]))[0]).toMatchObject({ head: { seq: 3 } });

      await sweepAfter(0);
      expect(await store.log.states([used.id])).toEqual([null]);
      for (const room of [unused, used]) {
        expect(await store.membership.join(room.id, living.id, now)).toEqual({ status: 'refused', code: 'not_found' });
        expect(await store.log.page({ conversation: room.id, reader: living.id, limit: 9 })).toEqual({
          status: 'refused',
          code: 'not_found',
        });
        expect(await store.rooms.publicRoomByName(room.name)).toBeNull();
        expect((await store.rooms.rooms(living.id, room.name, undefined, 9)).rows).toEqual([]);
      }
      const next = await newRoom(store, living, { name: used.name });
      expect((await store.log.states([next.id]))[0]).toMatchObject({ head: { seq: 0 }, members: 1 });
      expect(await isLost(friend, heard, used)).toBe(true);
      expect((await store.log.states([kept.id, again.id])).map((state) => state?.members)).toEqual([1, 1]);
    });
  });
}
