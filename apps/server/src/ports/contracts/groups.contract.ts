import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import type { Store } from '../store.ts';
import { append, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const at = 1_795_430_000_000;
const notFound = { status: 'refused', code: 'not_found' };
const forbidden = { status: 'refused', code: 'forbidden' };

/** What any store must do with conversations of several people. */
export function describeGroups(name: string, open: OpenStore): void {
  describe(`groups on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const three = (store: Store) => Promise.all([newUser(store, 'a'), newUser(store, 'b'), newUser(store, 'c')]);
    const openGroup = async (store: Store, by: User, others: readonly User[]) => {
      const { facts } = await store.rooms.openGroup(
        [by, ...others].map(({ id }) => id),
        by.id,
        at,
      );
      return facts.id;
    };
    const inboxOf = async (store: Store, user: User) => (await store.users.inbox(user.id, undefined, 10)).rows;
    const stepsOf = async (store: Store, user: User, rev: number) => {
      const since = await store.users.since(user.id, rev);
      if (since.status !== 'steps') throw new Error('reset');
      return since.steps;
    };
    const page = (store: Store, group: ConversationId, reader: User) =>
      store.log.page({ conversation: group, reader: reader.id, limit: 10 });

    test('[ROOM-30] a group opened by several at once is one, and all have it; for others it does not exist', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const stranger = await newUser(store);
      const ids = [a.id, b.id, c.id];
      const states = await Promise.all([a, b, c, a].map((by) => store.rooms.openGroup([...ids].reverse(), by.id, at)));
      const { facts, head } = states[0] ?? expect.unreachable();
      for (const state of states) expect(state).toMatchObject({ facts, head, members: 3 });
      expect(facts).toEqual({ kind: 'group', id: facts.id, people: ids.toSorted(), createdAt: at });
      for (const user of [a, b, c])
        expect(await inboxOf(store, user)).toMatchObject([{ role: 'member', read: 0, state: { facts } }]);
      expect(await openGroup(store, a, [b, c, stranger])).not.toBe(facts.id);
      expect(await store.membership.look(facts.id, stranger.id)).toEqual(notFound);
      expect(await store.membership.join(facts.id, stranger.id, at)).toEqual(notFound);
      expect(await store.membership.leave(facts.id, stranger.id)).toEqual(notFound);
      expect(await store.rooms.nameGroup(facts.id, stranger.id, 'mine')).toEqual(notFound);
      expect(await page(store, facts.id, stranger)).toEqual(notFound);
    });

    test('[ROOM-30] its people never change: nobody is invited or removed, whatever is held', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const other = await newUser(store);
      const group = await openGroup(store, a, [b, c]);
      const { membership, rooms } = store;
      expect(await membership.invite(group, a.id, rightsOf('read'), other.id, at)).toEqual(forbidden);
      expect(await membership.remove(group, a.id, rightsOf('read'), b.id)).toEqual(forbidden);
      expect(await rooms.deleteRoom(group, a.id, rightsOf('read'))).toEqual(forbidden);
      const edit = { topic: 'rooms have topics', at, id: 'x' };
      expect(await rooms.editRoom(group, a.id, rightsOf('read'), edit)).toEqual(forbidden);
      expect((await append(store, group, c)).seq).toBe(1);
      for (const user of [a, b, c]) expect(await page(store, group, user)).toMatchObject({ messages: [{ seq: 1 }] });
    });

    test('[ROOM-31] a group that was left is out of her inbox until the next message; she stays one of its people', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const group = await openGroup(store, a, [b, c]);
      await append(store, group, a);
      const { rev } = await store.users.conversations(b.id);
      expect(await store.membership.leave(group, b.id)).toEqual({ status: 'left' });
      expect(await store.membership.leave(group, b.id)).toEqual({ status: 'left' });
      expect(await inboxOf(store, b)).toEqual([]);
      expect(await store.users.line(b.id, group)).toBeNull();
      expect((await store.users.conversations(b.id)).conversations).toEqual([]);
      expect(await stepsOf(store, b, rev)).toMatchObject([{ removed: group, why: 'left' }]);
      // She can still read it, and what would change her line changes nothing.
      expect(await page(store, group, b)).toMatchObject({ messages: [{ seq: 1 }], state: { members: 3 } });
      expect(await store.users.mark(b.id, group, 1, false)).toEqual({ status: 'marked', read: 1, unread: 0 });
      await store.users.touch(b.id, group);
      expect(await inboxOf(store, b)).toEqual([]);
      // An edit is no message.
      const change = { conversation: group, by: a.id, seq: 1, at, id: 'y', needs: rightsOf('react') };
      await store.log.change({ ...change, needsOfOthers: rightsOf(), kind: 'react', emoji: '👍', on: true });
      expect(await inboxOf(store, b)).toEqual([]);

      const before = (await store.users.conversations(b.id)).rev;
      await append(store, group, c);
      expect(await inboxOf(store, b)).toMatchObject([{ read: 1, state: { facts: { id: group }, head: { seq: 2 } } }]);
      expect(await stepsOf(store, b, before)).toMatchObject([{ added: group }]);
      expect(await stepsOf(store, b, rev)).toMatchObject([{ added: group }]);
      // From here on nothing reminds of it.
      await append(store, group, c);
      expect(await stepsOf(store, b, before)).toHaveLength(1);
    });

    test('[ROOM-31] who writes in a group that she has left has it again; so has who opens it, and nobody else', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const group = await openGroup(store, a, [b, c]);
      for (const user of [a, b]) await store.membership.leave(group, user.id);
      await openGroup(store, a, [b, c]);
      expect(await inboxOf(store, a)).toMatchObject([{ read: 0, state: { facts: { id: group } } }]);
      expect(await inboxOf(store, b)).toEqual([]);
      await append(store, group, b);
      await until('the writer has it, and has read what she wrote', async () => {
        const [line] = await inboxOf(store, b);
        return line?.read === 1;
      });
      expect(await inboxOf(store, a)).toMatchObject([{ read: 0, state: { head: { seq: 1 } } }]);
    });

    test('[ROOM-31] messages that are appended while somebody leaves are not lost: the group is back, or was left after them', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const group = await openGroup(store, a, [b, c]);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all([store.membership.leave(group, b.id), append(store, group, a), append(store, group, c)]);
        const last = await append(store, group, a);
        expect(await inboxOf(store, b)).toMatchObject([{ state: { head: { seq: last.seq } } }]);
      }
    });

    test('[ROOM-32] each of its people names a group, whoever has it out of her inbox too, and nobody else; all are told by their own logs', async () => {
      const { store } = opened;
      const [a, b, c] = await three(store);
      const group = await openGroup(store, a, [b, c]);
      await store.membership.leave(group, c.id);
      for (const { id } of [a, c])
        expect(await store.rooms.nameGroup(group, id, `of ${id}`)).toMatchObject({ status: 'named' });
      const stranger = await newUser(store);
      expect(await store.rooms.nameGroup(group, stranger.id, 'Mine')).toMatchObject({ status: 'refused' });
      const { rev } = await store.users.conversations(a.id);
      const named = await store.rooms.nameGroup(group, b.id, 'Lunch');
      expect(named).toMatchObject({ status: 'named', state: { facts: { name: 'Lunch' }, head: { rev: 0 } } });
      expect(await stepsOf(store, a, rev)).toMatchObject([{ entry: group }]);
      expect(await inboxOf(store, a)).toMatchObject([{ state: { facts: { name: 'Lunch' } } }]);
      expect(await inboxOf(store, c)).toEqual([]);
      expect((await openGroup(store, c, [a, b])) === group).toBe(true);
      expect(await inboxOf(store, c)).toMatchObject([{ state: { facts: { name: 'Lunch' } } }]);
    });
  });
}
