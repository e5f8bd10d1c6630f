import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with those who come to conversations and go. */
export function describeMembership(name: string, open: OpenStore): void {
  describe(`membership on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const at = Date.now();

    test('[ROOM-3, ROOM-6] invitations, removals and their refusals', async () => {
      const { store } = opened;
      const [owner, member, guest] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      const now = Date.now();
      expect(await store.membership.join(room.id, member.id, now)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.membership.invite(room.id, member.id, rightsOf('invite'), guest.id, now)).toEqual({
        status: 'refused',
        code: 'not_found',
      });
      expect(await store.membership.invite(room.id, owner.id, rightsOf('invite'), member.id, now)).toEqual({
        status: 'invited',
      });
      expect(await store.membership.look(room.id, member.id)).toMatchObject({ status: 'seen', role: 'invited' });
      expect(await store.users.line(member.id, room.id)).toMatchObject({ role: 'invited', invitedBy: owner.id });
      expect(await store.membership.join(room.id, member.id, now)).toMatchObject({
        status: 'joined',
        role: 'member',
        state: { members: 2, removals: 0 },
      });
      expect(await store.users.line(member.id, room.id)).not.toHaveProperty('invitedBy');
      expect(await store.membership.join(room.id, member.id, now)).toMatchObject({ status: 'already' });
      expect(await store.membership.remove(room.id, member.id, rightsOf('remove'), owner.id)).toEqual({
        status: 'refused',
        code: 'forbidden',
      });
      expect(await store.membership.remove(room.id, owner.id, rightsOf('remove'), guest.id)).toEqual({
        status: 'not-a-member',
      });
      expect(await store.membership.membersAmong(room.id, [owner.id, member.id, guest.id])).toEqual(
        new Set([owner.id, member.id]),
      );
      expect(await store.membership.remove(room.id, owner.id, rightsOf('remove'), member.id)).toEqual({
        status: 'removed',
      });
      expect(await store.users.line(member.id, room.id)).toBeNull();
      expect(await store.membership.look(room.id, member.id)).toEqual({ status: 'refused', code: 'not_found' });
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 1, removals: 1 });
      const direct = await store.rooms.openDirect(owner.id, member.id, now);
      expect(await store.membership.leave(direct.facts.id, owner.id)).toEqual({ status: 'refused', code: 'forbidden' });
      expect((await store.rooms.openDirect(member.id, owner.id, now)).facts.id).toBe(direct.facts.id);
    });

    test('[ROOM-3] an invitation is declined by leaving, is no membership, and is withdrawn by the owner', async () => {
      const { store } = opened;
      const [owner, guest] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      const invite = () => store.membership.invite(room.id, owner.id, rightsOf('invite'), guest.id, at);
      await invite();
      await invite();
      expect((await store.users.conversations(guest.id)).conversations).toEqual([]);
      expect((await store.users.inbox(guest.id, undefined, 10)).rows).toMatchObject([
        { role: 'invited', invitedBy: owner.id },
      ]);
      expect(await store.log.page({ conversation: room.id, reader: guest.id, limit: 1 })).toEqual({
        status: 'refused',
        code: 'not_found',
      });
      expect(await store.membership.leave(room.id, guest.id)).toEqual({ status: 'left' });
      expect(await store.membership.join(room.id, guest.id, at)).toEqual({ status: 'refused', code: 'not_found' });
      await invite();
      expect(await store.membership.remove(room.id, owner.id, rightsOf('remove'), guest.id)).toEqual({
        status: 'removed',
      });
      expect(await store.membership.look(room.id, guest.id)).toEqual({ status: 'refused', code: 'not_found' });
      expect((await store.users.inbox(guest.id, undefined, 10)).rows).toEqual([]);
      // Nobody was a member who could have listened.
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 1, removals: 0 });
    });

    test('[ROOM-3] an invitation goes on to say who invited first; a new one says who invites now', async () => {
      const { store } = opened;
      const [owner, member, guest] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      const invite = (by: User, user: User) => store.membership.invite(room.id, by.id, rightsOf('invite'), user.id, at);
      await invite(owner, member);
      await store.membership.join(room.id, member.id, at);
      for (const by of [member, owner]) expect(await invite(by, guest)).toEqual({ status: 'invited' });
      expect(await store.users.line(guest.id, room.id)).toMatchObject({ invitedBy: member.id });
      await store.membership.leave(room.id, guest.id);
      await invite(owner, guest);
      expect(await store.users.line(guest.id, room.id)).toMatchObject({ invitedBy: owner.id });
    });

    test('[ROOM-1] the owner who left comes back as the owner; leaving twice is refused', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      expect(await store.membership.leave(room.id, owner.id)).toEqual({ status: 'left' });
      expect(await store.membership.leave(room.id, owner.id)).toEqual({ status: 'refused', code: 'forbidden' });
      expect(await store.membership.look(room.id, owner.id)).toMatchObject({ role: null, state: { members: 0 } });
      expect(await store.membership.join(room.id, owner.id, at)).toMatchObject({ status: 'joined', role: 'owner' });
    });

    test('[ROOM-1] members come in pages, each once', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      const people = await Promise.all(Array.from({ length: 6 }, () => newUser(store)));
      for (const user of people) await store.membership.join(room.id, user.id, Date.now());
      const members: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.membership.members(room.id, owner.id, cursor, 3);
        if (page.status !== 'page') throw new Error('refused');
        members.push(...page.rows.map(({ user }) => user));
        if (page.next === null) break;
        cursor = page.next;
      }
      // The owner first, then as they came.
      expect(members).toEqual([owner, ...people].map(({ id }) => id));
    });

    test('[ROOM-8] a membership keeps when she joined, and at which message; who comes back is the last', async () => {
      const { store } = opened;
      const [owner, first, second] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      const before = Date.now();
      await store.membership.join(room.id, first.id, before);
      await append(store, room.id, owner);
      await store.membership.join(room.id, second.id, before);
      await store.membership.leave(room.id, first.id);
      await append(store, room.id, owner);
      await store.membership.join(room.id, first.id, before);
      const page = await store.membership.members(room.id, owner.id, undefined, 10);
      expect(page).toMatchObject({
        rows: [
          { user: owner.id, role: 'owner', joinedSeq: 0 },
          { user: second.id, role: 'member', joinedSeq: 1 },
          { user: first.id, role: 'member', joinedSeq: 2 },
        ],
      });
      if (page.status !== 'page') throw new Error('refused');
      for (const { joinedAt } of page.rows) expect(Math.abs(joinedAt - before)).toBeLessThan(60_000);
    });
  });
}
