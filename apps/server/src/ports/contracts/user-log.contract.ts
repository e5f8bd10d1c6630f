import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import type { UserAnnouncement } from '../announcements.ts';
import type { UserLogStep } from '../user-log.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with read marks and with people’s own conversations: their steps and how they are listed. */
export function describeUserLog(name: string, open: OpenStore): void {
  describe(`user log on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const at = Date.now();

    test('[RES-2] a user’s steps are numbered without a gap and heard in order; since continues or resets', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const room = await newRoom(store, user);
      await store.membership.join(room.id, other.id, Date.now());
      await append(store, room.id, other);
      await append(store, room.id, other);
      expect(await store.users.mark(user.id, room.id, 1, false)).toEqual({ status: 'marked', read: 1, unread: 1 });
      expect(await store.users.mark(user.id, room.id, 0, false)).toEqual({ status: 'marked', read: 1, unread: 1 });
      expect(await store.users.mark(user.id, room.id, 0, true)).toEqual({ status: 'marked', read: 0, unread: 2 });
      await store.membership.leave(room.id, user.id);
      await until('all steps are heard', () => heard.length >= 4);
      const steps = heard.flatMap((announcement) => (announcement.kind === 'inbox' ? [announcement.step] : []));
      expect(steps).toMatchObject([
        { prev: 0, rev: 1, added: room.id },
        { prev: 1, rev: 2, read: { conversation: room.id, read: 1, unread: 1 } },
        { prev: 2, rev: 3, read: { read: 0, unread: 2 } },
        { prev: 3, rev: 4, removed: room.id, why: 'left' },
      ]);
      const since = await store.users.since(user.id, 0);
      expect(since).toMatchObject({ status: 'steps', rev: 4 });
      expect(since.status === 'steps' && since.steps.at(-1)).toMatchObject({ rev: 4, removed: room.id });
      expect(await store.users.since(user.id, 4)).toEqual({ status: 'steps', rev: 4, steps: [] });
      expect(await store.users.since(user.id, 99)).toEqual({ status: 'reset' });
      expect(await store.users.mark(user.id, room.id, 1, false)).toEqual({ status: 'refused', code: 'forbidden' });
      listening.stop();
    });

    test('[ROOM-13] the step that takes a conversation away tells by what act, live and afterwards', async () => {
      const { store } = opened;
      const [owner, user] = [await newUser(store), await newUser(store)];
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const [open, closed, declined, withdrawn, own] = [
        await newRoom(store, owner),
        await newRoom(store, owner, { visibility: 'private' }),
        await newRoom(store, owner, { visibility: 'private' }),
        await newRoom(store, owner, { visibility: 'private' }),
        await newRoom(store, user),
      ];
      const invite = (room: typeof closed) =>
        store.membership.invite(room.id, owner.id, rightsOf('invite'), user.id, at);
      const remove = (room: typeof closed, by: User) =>
        store.membership.remove(room.id, by.id, rightsOf('remove'), user.id);
      await store.membership.join(open.id, user.id, at);
      await store.membership.leave(open.id, user.id);
      await invite(closed);
      await store.membership.join(closed.id, user.id, at);
      await remove(closed, owner);
      // There is nobody left to remove: the reason stays.
      await remove(open, owner);
      await invite(declined);
      await store.membership.leave(declined.id, user.id);
      await invite(withdrawn);
      await remove(withdrawn, owner);
      await remove(own, user);
      const told = [
        { removed: open.id, why: 'left' },
        { removed: closed.id, why: 'removed', by: owner.id },
        { removed: declined.id, why: 'left' },
        { removed: withdrawn.id, why: 'removed', by: owner.id },
        { removed: own.id, why: 'left' },
      ];
      const departed = (steps: readonly UserLogStep[]) =>
        steps.filter(({ removed }) => removed !== undefined).map(({ prev: _prev, rev: _rev, ...step }) => step);
      const live = () =>
        departed(heard.flatMap((announcement) => (announcement.kind === 'inbox' ? [announcement.step] : [])));
      await until('all are heard', () => live().length >= told.length);
      expect(live()).toEqual(told);
      const since = await store.users.since(user.id, 0);
      expect(since.status === 'steps' && departed(since.steps)).toEqual(told);
      // Who comes back has not departed.
      await store.membership.join(open.id, user.id, at);
      const after = await store.users.since(user.id, 0);
      expect(after.status === 'steps' && departed(after.steps)).toEqual(told.slice(1));
      listening.stop();
    });

    test('[READ-2] the inbox is whole under paging, newest activity first, with mentions after the mark', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const rooms = [];
      for (let index = 0; index < 5; index += 1) {
        const room = await newRoom(store, other);
        await store.membership.join(room.id, user.id, Date.now());
        rooms.push(room);
      }
      const [quiet] = rooms;
      if (!quiet) throw new Error('no room');
      await append(store, quiet.id, other, { content: 'psst', mentions: [user.id] });
      const ids: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.users.inbox(user.id, cursor, 2);
        ids.push(...page.rows.map(({ state }) => state.facts.id));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(new Set(ids)).toEqual(new Set(rooms.map(({ id }) => id)));
      const line = await store.users.line(user.id, quiet.id);
      expect(line).toMatchObject({
        read: 0,
        mentions: 1,
        role: 'member',
        last: { content: 'psst', mentions: [user.id] },
      });
      expect((await store.users.conversations(user.id)).conversations).toHaveLength(5);
    });

    test('[READ-1] joining reads to the head; a mark is kept between nothing and the head, and is members’ only', async () => {
      const { store } = opened;
      const [owner, reader, guest] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      for (let index = 0; index < 3; index += 1) await append(store, room.id, owner);
      await store.membership.invite(room.id, owner.id, rightsOf('invite'), reader.id, at);
      await store.membership.invite(room.id, owner.id, rightsOf('invite'), guest.id, at);
      expect(await store.membership.join(room.id, reader.id, at)).toMatchObject({ status: 'joined', read: 3 });
      await append(store, room.id, owner);
      const mark = (user: User, seq: number, back = false) => store.users.mark(user.id, room.id, seq, back);
      expect(await store.users.line(reader.id, room.id)).toMatchObject({ read: 3, state: { head: { seq: 4 } } });
      expect(await mark(reader, 99)).toEqual({ status: 'marked', read: 4, unread: 0 });
      expect(await mark(reader, 2)).toEqual({ status: 'marked', read: 4, unread: 0 });
      expect(await mark(reader, 2, true)).toEqual({ status: 'marked', read: 2, unread: 2 });
      // Not at the head: what she writes herself does not pass over what she has not read.
      await append(store, room.id, reader);
      expect(await store.users.line(reader.id, room.id)).toMatchObject({ read: 2 });
      expect(await mark(guest, 1)).toEqual({ status: 'refused', code: 'not_found' });
    });

    test('[READ-1] marks set at once from several devices end at the highest', async () => {
      const { store } = opened;
      const [owner, reader] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, reader.id, at);
      for (let index = 0; index < 9; index += 1) await append(store, room.id, owner);
      await Promise.all([3, 9, 1, 7, 5].map((seq) => store.users.mark(reader.id, room.id, seq, false)));
      expect(await store.users.line(reader.id, room.id)).toMatchObject({ read: 9 });
    });

    test('[READ-2] only members are told that they were mentioned', async () => {
      const { store } = opened;
      const [owner, member, stranger] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, at);
      await append(store, room.id, owner, { mentions: [member.id, stranger.id, member.id] });
      const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 1 });
      expect(page).toMatchObject({ messages: [{ mentions: [member.id] }] });
      expect(await store.users.line(member.id, room.id)).toMatchObject({ mentions: 1 });
      await store.users.mark(member.id, room.id, 1, false);
      expect(await store.users.line(member.id, room.id)).toMatchObject({ mentions: 0 });
    });

    test('[READ-2] what moves to the front while the inbox is paged through is not missed', async () => {
      const { store } = opened;
      const [owner, reader] = [await newUser(store), await newUser(store)];
      const rooms = [];
      for (let index = 0; index < 6; index += 1) {
        const room = await newRoom(store, owner);
        await store.membership.join(room.id, reader.id, at);
        rooms.push(room);
      }
      const [oldest] = rooms;
      if (!oldest) throw new Error('no room');
      const seen = new Set<string>();
      let page = await store.users.inbox(reader.id, undefined, 2);
      const rev = page.rev;
      await append(store, oldest.id, owner);
      for (;;) {
        for (const { state } of page.rows) seen.add(state.facts.id);
        if (page.next === null) break;
        page = await store.users.inbox(reader.id, page.next, 2);
      }
      expect(seen).toEqual(new Set(rooms.map(({ id }) => id)));
      expect(rev).toBe(6);
    });

    test('[READ-2] the newest activity comes first', async () => {
      const { store } = opened;
      const [owner, reader] = [await newUser(store), await newUser(store)];
      const rooms = [];
      for (let index = 0; index < 3; index += 1) {
        const room = await newRoom(store, owner);
        await store.membership.join(room.id, reader.id, at);
        rooms.push(room);
      }
      const [first, second, third] = rooms.map(({ id }) => id);
      if (!first) throw new Error('no room');
      // Two rooms of one millisecond may stand in either order.
      const before = Date.now();
      await until('the clock moves on', () => Date.now() > before);
      await append(store, first, owner, { at: Date.now() });
      const ids = (await store.users.inbox(reader.id, undefined, 10)).rows.map(({ state }) => state.facts.id);
      expect(ids[0]).toBe(first);
      expect(new Set(ids.slice(1))).toEqual(new Set([second, third]));
    });

    test('[RES-2] a device that missed much is told what there is now: gained, lost and gained again is gained', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, other);
      const rev0 = (await store.users.conversations(user.id)).rev;
      await store.membership.join(room.id, user.id, at);
      await store.membership.leave(room.id, user.id);
      await store.membership.join(room.id, user.id, at);
      await append(store, room.id, other);
      await store.users.mark(user.id, room.id, 1, false);
      const since = await store.users.since(user.id, rev0);
      if (since.status !== 'steps') throw new Error('reset');
      let rev = rev0;
      const holds = new Set<string>();
      for (const step of since.steps) {
        expect(step.prev).toBe(rev);
        rev = step.rev;
        if (step.added) holds.add(step.added);
        if (step.removed) holds.delete(step.removed);
      }
      expect(rev).toBe(since.rev);
      expect(holds).toEqual(new Set([room.id]));
    });
  });
}
