import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asConversationId } from '@rookery/protocol';
import { rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { Store } from '../store.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore } from './fixtures.ts';

const day = 24 * 3_600_000;

export function describeRetention(name: string, open: OpenStore): void {
  describe(`retention on ${name}`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const sweepAll = async (store: Store, days: number | null, messages: number | null = null, now = Date.now()) => {
      let taken = 0;
      for (let more = true; more;) {
        const swept = await store.retention.sweep(now, { days, messages });
        taken += swept.taken;
        ({ more } = swept);
      }
      return taken;
    };
    const edit = (store: Store, ...[room, by, change]: [string, { id: string }, object]) =>
      store.rooms.editRoom(asConversationId(room), by.id as never, rightsOf('edit_room'), {
        ...change,
        at: 0,
        id: `c${Math.random()}`,
      });
    const seqs = async (store: Store, room: string, reader: { id: string }) => {
      const page = await store.log.page({
        conversation: asConversationId(room),
        reader: reader.id as never,
        limit: 100,
      });
      return page.status === 'page' ? page.messages.map(({ seq }) => seq) : page.status;
    };

    test('[RET-1] by age and by count, from the beginning on, in a log that stays whole; of the server and the room the less counts', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      const now = Date.now();
      for (const age of [10, 9, 8, 3, 2, 1]) await append(store, room.id, owner, { at: now - age * day });
      // What lies in a later day than it should be is kept: of a log only the beginning goes.
      await append(store, room.id, owner, { at: now - 20 * day });
      expect(await sweepAll(store, null)).toBe(0);
      await sweepAll(store, 5);
      expect(await seqs(store, room.id, owner)).toEqual([4, 5, 6, 7]);
      const [state] = await store.log.states([room.id]);
      expect(state?.head).toMatchObject({ first: 4, seq: 7 });
      expect((await append(store, room.id, owner, {})).seq).toBe(8);
      // A room keeps less than the server, never more.
      await edit(store, room.id, owner, { retentionMessages: 3 });
      await sweepAll(store, 5, 4);
      expect(await seqs(store, room.id, owner)).toEqual([6, 7, 8]);
      await edit(store, room.id, owner, { retentionMessages: null, retentionDays: 100 });
      await sweepAll(store, null, 2);
      expect(await seqs(store, room.id, owner)).toEqual([7, 8]);
      expect(await edit(store, room.id, owner, { topic: 't' })).toMatchObject({
        state: { facts: { retentionDays: 100, topic: 't' } },
      });
      // Whoever read up to what is gone goes on; all of it may go, and numbers go on.
      const before = await store.log.tail(room.id, { seq: 6, rev: 0 }, 1);
      expect(before?.at.id).not.toBeNull();
      await sweepAll(store, 1, null, now + 50 * day);
      expect(await seqs(store, room.id, owner)).toEqual([]);
      expect((await append(store, room.id, owner, {})).seq).toBe(9);
    });

    test('[RET-2] a thread goes with the message that it hangs on, and otherwise keeps what is its own', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      const now = Date.now();
      const threads = [];
      for (const age of [10, 1]) {
        const root = await append(store, room.id, owner, { at: now - age * day });
        const thread = threadIdOf(room.id, root.seq, root.id);
        if (thread === null) throw new Error('no thread there');
        threads.push(thread);
        for (const old of [9, 0]) await append(store, thread, owner, { at: now - old * day });
      }
      await sweepAll(store, 5);
      // What was said in the first is gone although it was said just now.
      await sweepAll(store, 5);
      expect(await seqs(store, room.id, owner)).toEqual([2]);
      const [gone = '', kept = ''] = threads;
      expect(await seqs(store, gone, owner)).toBe('refused');
      expect(await seqs(store, kept, owner)).toEqual([2]);
      expect((await store.log.threads(room.id, 0, 10)).changed.map(({ seq }) => seq)).toEqual([2]);
    });

    test('[RET-7] what somebody who is held has written stays, wherever it is, with all that comes after it; until she is let go', async () => {
      const { store } = opened;
      const [owner, member, admin] = [await newUser(store), await newUser(store), await newUser(store)];
      const scene = async () => {
        const room = await newRoom(store, owner);
        await store.membership.join(room.id, member.id, Date.now());
        return room.id;
      };
      const [own, other, threaded] = [await scene(), await scene(), await scene()];
      for (const author of [owner, owner, member, owner, owner]) await append(store, own, author);
      for (const author of [owner, owner, owner]) await append(store, other, author);
      // Under the second of these she has said something.
      const roots = [];
      for (let count = 0; count < 4; count += 1) roots.push(await append(store, threaded, owner));
      const [, second] = roots;
      const thread = second ? threadIdOf(threaded, second.seq, second.id) : null;
      if (thread === null) throw new Error('no thread there');
      for (const author of [owner, member, owner]) await append(store, thread, author);
      // She is in it no more.
      await store.membership.leave(own, member.id);
      const hold = { of: member.id, by: admin.id, at: 7 };
      expect(await store.retention.holdOf(member.id)).toBeNull();
      expect(await store.retention.hold({ ...hold, on: true, reason: 'a lawsuit' })).toBe('done');
      const held = { ...hold, reason: 'a lawsuit' };
      expect(await store.retention.holdOf(member.id)).toEqual(held);
      const { rows } = await store.retention.holds(undefined, 1_000);
      expect(rows.at(-1)?.of.startsWith('u_')).toBe(true);
      expect(rows).toContainEqual(held);
      for (let pass = 0; pass < 2; pass += 1) await sweepAll(store, null, 1);
      expect(await seqs(store, own, owner)).toEqual([3, 4, 5]);
      expect(await seqs(store, other, owner)).toEqual([3]);
      expect(await seqs(store, threaded, owner)).toEqual([2, 3, 4]);
      expect(await seqs(store, thread, owner)).toEqual([2, 3]);
      // By age likewise; what others write, and she deletes by herself, is as ever.
      await sweepAll(store, 1, null, Date.now() + 50 * day);
      expect(await seqs(store, own, owner)).toEqual([3, 4, 5]);
      expect(await seqs(store, other, owner)).toEqual([]);
      expect(await store.retention.hold({ ...hold, on: false })).toBe('done');
      expect(await store.retention.holdOf(member.id)).toBeNull();
      for (let pass = 0; pass < 2; pass += 1) await sweepAll(store, null, 1);
      expect(await seqs(store, own, owner)).toEqual([5]);
      expect(await seqs(store, threaded, owner)).toEqual([4]);
      expect(await seqs(store, thread, owner)).toBe('refused');
    }, 60_000);

    test('[RET-4] nothing is taken from what is held, once that was answered; each change leaves a record', async () => {
      const { store } = opened;
      const [owner, admin] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      for (let count = 0; count < 3; count += 1) await append(store, room.id, owner, {});
      const hold = { of: room.id, by: admin.id, at: 7 };
      expect(await store.retention.hold({ ...hold, on: true, reason: 'a lawsuit' })).toBe('done');
      expect(await store.retention.hold({ ...hold, on: true, reason: 'again' })).toBe('done');
      await sweepAll(store, null, 1);
      expect(await seqs(store, room.id, owner)).toEqual([1, 2, 3]);
      const { rows } = await store.retention.holds(undefined, 100);
      expect(rows.find(({ of }) => of === room.id)).toMatchObject({ by: admin.id, at: 7 });
      expect(await store.retention.hold({ ...hold, on: false })).toBe('done');
      await sweepAll(store, null, 1);
      expect(await seqs(store, room.id, owner)).toEqual([3]);
      const acts = await store.audit.list({ room: room.id }, undefined, 10);
      expect(acts.rows.map(({ entry }) => [entry.act, entry.after, entry.reason])).toEqual([
        ['hold:set', { held: false }, undefined],
        ['hold:set', { held: true }, 'a lawsuit'],
      ]);
      const nowhere = asConversationId('r_nowhere');
      expect(await store.retention.hold({ ...hold, of: nowhere, on: true })).toBe('unknown');
      expect((await store.retention.holds(undefined, 100)).rows.map(({ of }) => of)).not.toContain(nowhere);
    });
  });
}
