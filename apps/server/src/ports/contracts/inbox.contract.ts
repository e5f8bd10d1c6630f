import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { append, newRoom, newUser, until } from './people.ts';
import type { OpenStore, OpenedStore } from './people.ts';

/** What any store must do with read marks, invitations, people's own conversations and the way they are listed. */
export function describeInbox(name: string, open: OpenStore): void {
  describe(`inbox and belonging on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const at = Date.now();

    test('[READ-1] joining reads to the head; a mark is kept between nothing and the head, and is members’ only', async () => {
      const { store } = opened;
      const [owner, reader, guest] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      for (let index = 0; index < 3; index += 1) await append(store, room.id, owner);
      await store.directory.invite(room.id, owner.id, reader, at);
      await store.directory.invite(room.id, owner.id, guest, at);
      expect(await store.directory.join(room.id, reader, at)).toMatchObject({ status: 'joined', read: 3 });
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
      await store.directory.join(room.id, reader, at);
      for (let index = 0; index < 9; index += 1) await append(store, room.id, owner);
      await Promise.all([3, 9, 1, 7, 5].map((seq) => store.users.mark(reader.id, room.id, seq, false)));
      expect(await store.users.line(reader.id, room.id)).toMatchObject({ read: 9 });
    });

    test('[READ-2] only members are told that they were mentioned', async () => {
      const { store } = opened;
      const [owner, member, stranger] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      await store.directory.join(room.id, member, at);
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
        await store.directory.join(room.id, reader, at);
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
        await store.directory.join(room.id, reader, at);
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

    test('[ROOM-3] an invitation is declined by leaving, is no membership, and is withdrawn by the owner', async () => {
      const { store } = opened;
      const [owner, guest] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      const invite = () => store.directory.invite(room.id, owner.id, guest, at);
      await invite();
      await invite();
      expect((await store.users.conversations(guest.id)).conversations).toEqual([]);
      expect((await store.users.inbox(guest.id, undefined, 10)).rows).toMatchObject([{ role: 'invited' }]);
      expect(await store.log.page({ conversation: room.id, reader: guest.id, limit: 1 })).toEqual({
        status: 'refused',
        code: 'not_found',
      });
      expect(await store.directory.leave(room.id, guest.id)).toEqual({ status: 'left' });
      expect(await store.directory.join(room.id, guest, at)).toEqual({ status: 'refused', code: 'not_found' });
      await invite();
      expect(await store.directory.remove(room.id, owner.id, guest.id)).toEqual({ status: 'removed' });
      expect(await store.directory.look(room.id, guest.id)).toEqual({ status: 'refused', code: 'not_found' });
      expect((await store.users.inbox(guest.id, undefined, 10)).rows).toEqual([]);
      // Nobody was a member who could have listened.
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 1, removals: 0 });
    });

    test('[ROOM-1] the owner who left comes back as the owner; leaving twice is refused', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      expect(await store.directory.leave(room.id, owner.id)).toEqual({ status: 'left' });
      expect(await store.directory.leave(room.id, owner.id)).toEqual({ status: 'refused', code: 'forbidden' });
      expect(await store.directory.look(room.id, owner.id)).toMatchObject({ role: null, state: { members: 0 } });
      expect(await store.directory.join(room.id, owner, at)).toMatchObject({ status: 'joined', role: 'owner' });
    });

    test('[LOG-6] a direct conversation opened from both sides at once is one; nobody else can reach it', async () => {
      const { store } = opened;
      const [a, b, stranger] = [await newUser(store), await newUser(store), await newUser(store)];
      const states = await Promise.all([
        store.directory.openDirect(a, b, at),
        store.directory.openDirect(b, a, at),
        store.directory.openDirect(a, b, at),
      ]);
      const { facts, head } = states[0];
      for (const state of states) expect(state.facts).toEqual(facts);
      for (const state of states) expect(state.head.epoch).toBe(head.epoch);
      for (const user of [a, b])
        expect((await store.users.inbox(user.id, undefined, 10)).rows).toMatchObject([
          { role: 'member', state: { facts: { kind: 'direct', id: facts.id }, members: 2 } },
        ]);
      const refused = { status: 'refused', code: 'not_found' };
      expect(await store.directory.look(facts.id, stranger.id)).toEqual(refused);
      expect(await store.directory.join(facts.id, stranger, at)).toEqual(refused);
      expect(await store.directory.members(facts.id, stranger.id, undefined, 10)).toEqual(refused);
      const self = await store.directory.openDirect(a, a, at);
      expect(self).toMatchObject({ members: 1, facts: { pair: [{ id: a.id }, { id: a.id }] } });
      expect((await append(store, self.facts.id, a)).seq).toBe(1);
    });

    test('[SES-2] a name that passed on leaves the one who had it her id, messages and rooms', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'passing');
      const room = await newRoom(store, holder);
      await append(store, room.id, holder);
      const heir: User = { ...holder, id: `${holder.id}x` as User['id'], displayName: 'heir' };
      expect(await store.directory.claimName(heir, holder.id)).toBe('claimed');
      expect(await store.directory.userByName(holder.username)).toEqual(heir);
      await store.directory.join(room.id, heir, at);
      await append(store, room.id, heir);
      const page = await store.log.page({ conversation: room.id, reader: heir.id, limit: 10 });
      expect(page).toMatchObject({ messages: [{ user: { id: holder.id } }, { user: { id: heir.id } }] });
      const members = await store.directory.members(room.id, heir.id, undefined, 10);
      if (members.status !== 'page') throw new Error('refused');
      expect(new Set(members.rows.map(({ user }) => user.id))).toEqual(new Set([holder.id, heir.id]));
    });

    test('[RES-2] a device that missed much is told what there is now: gained, lost and gained again is gained', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, other);
      const rev0 = (await store.users.conversations(user.id)).rev;
      await store.directory.join(room.id, user, at);
      await store.directory.leave(room.id, user.id);
      await store.directory.join(room.id, user, at);
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
