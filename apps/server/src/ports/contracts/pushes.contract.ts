import type { ConversationId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { ConversationTask } from '../../domain/task.ts';
import { append, newMessage, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const leaseMs = 60_000;
const taskOf = (conversation: ConversationId): ConversationTask => ({
  kind: 'conversation',
  consumer: 'push',
  conversation,
});

/** What any store must do with who is pushed to. */
export function describePushes(name: string, open: OpenStore): void {
  describe(`who is pushed to on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[PUSH-5] people are watched for, in pages, until they are not; then nothing is due any more', async () => {
      const { store } = opened;
      const [ann, ben, cat] = [await newUser(store, 'a'), await newUser(store, 'b'), await newUser(store, 'c')];
      const room = await newRoom(store, ann);
      await append(store, room.id, ann);
      expect(await store.tasks.claim(taskOf(room.id), leaseMs)).toBeNull();
      for (const { id } of [ann, ben, cat, cat]) await store.pushes.watch(room.id, id);
      const ids = [ann.id, ben.id, cat.id].sort();
      expect(await store.pushes.watchers(room.id, null, 2)).toEqual(ids.slice(0, 2));
      expect(await store.pushes.watchers(room.id, ids[1]!, 2)).toEqual(ids.slice(2));
      const again = await opened.reopen();
      expect(await again.pushes.watchers(room.id, null, 10)).toEqual(ids);
      await append(again, room.id, ann);
      const lease = await again.tasks.claim(taskOf(room.id), leaseMs);
      expect(lease?.cursor).toMatchObject({ seq: 1 });
      // Given back for a while it is not due before, and nothing is counted.
      await again.tasks.release(lease!, 2_500);
      expect(await again.tasks.claim(taskOf(room.id), leaseMs)).toBeNull();
      await expect
        .poll(async () => (await again.tasks.claim(taskOf(room.id), leaseMs))?.failures, { timeout: 15_000 })
        .toBe(0);
      await again.pushes.unwatch(room.id, [ann.id, ben.id]);
      expect(await again.pushes.watchers(room.id, null, 10)).toEqual([cat.id]);
      await again.pushes.unwatch(room.id, [cat.id, ann.id]);
      await append(again, room.id, ann);
      expect(await again.tasks.claim(taskOf(room.id), leaseMs)).toBeNull();
      // Of nothing nothing is kept.
      const nowhere = `${room.id.slice(0, -1)}${room.id.endsWith('0') ? 1 : 0}` as ConversationId;
      await again.pushes.watch(nowhere, ann.id);
      expect(await again.pushes.watchers(nowhere, null, 10)).toEqual([]);
    });

    test('[PUSH-5] a thread is heard once its parent is, from the next message on, also one that had begun', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store, 'a'), await newUser(store, 'b')];
      const room = await newRoom(store, ann);
      await store.membership.join(room.id, ben.id, 7);
      const under = async (): Promise<ConversationId> => {
        const { id, seq } = await append(store, room.id, ann);
        return threadIdOf(room.id, seq, id) ?? expect.unreachable();
      };
      const [early, late] = [await under(), await under()];
      const reply = (thread: ConversationId) =>
        store.log.append({ ...newMessage(thread, ben), needs: rightsOf('reply') });
      await reply(early);
      expect(await store.tasks.claim(taskOf(early), leaseMs)).toBeNull();
      await store.pushes.watch(room.id, ann.id);
      for (const [thread, before] of [
        [early, 1],
        [late, 0],
      ] as const) {
        expect(await reply(thread)).toMatchObject({ status: 'appended' });
        const lease = await store.tasks.claim(taskOf(thread), leaseMs);
        expect(lease?.cursor).toMatchObject({ seq: before });
        const [state] = await store.log.states([thread]);
        const { first: _, ...head } = state!.head;
        expect(await store.tasks.move(lease!, lease!.cursor, head, leaseMs)).toBe('moved');
        expect(await store.tasks.done(lease!)).toBe('done');
        expect(await store.pushes.watchers(thread, null, 10)).toEqual([ann.id]);
      }
    });

    test('[PUSH-5] [PUSH-6] what somebody has read and wants stands together', async () => {
      const { store } = opened;
      const [ann, ben, out] = [await newUser(store, 'a'), await newUser(store, 'b'), await newUser(store, 'o')];
      const room = await newRoom(store, ann);
      await store.membership.join(room.id, ben.id, 7);
      const { id, seq } = await append(store, room.id, ann);
      const thread = threadIdOf(room.id, seq, id) ?? expect.unreachable();
      const [state] = await store.log.states([room.id]);
      const life = { epoch: state!.head.epoch, base: state!.base };
      const nothing = { own: null, outer: null, usual: null, quietHours: null, devices: 0 };
      expect(await store.pushes.standings(room.id, [ann.id, ben.id, out.id], life)).toEqual([
        { user: ann.id, read: 1, ...nothing },
        { user: ben.id, read: 0, ...nothing },
        { user: out.id, read: null, ...nothing },
      ]);
      const quietHours = { from: '22:00', to: '07:30', zone: 'Asia/Shanghai' };
      const put = (kind: 'notify' | 'push', key: string, value: object) =>
        store.kept.put(ben.id, { kind, key, json: JSON.stringify(value), dueAt: null }, { most: 20 });
      await put('notify', room.id, { level: 'none' });
      await put('notify', thread, { level: 'all', mutedUntil: 7 });
      for (const key of ['one', 'two']) await put('push', key, {});
      await store.privacy.change(ben.id, { notify: { level: 'mentions' }, quietHours });
      await store.users.mark(ben.id, room.id, 1, false);
      const all = { usual: { level: 'mentions' }, quietHours, devices: 2 };
      expect(await store.pushes.standings(room.id, [ben.id], life)).toEqual([
        { user: ben.id, read: 1, own: { level: 'none' }, outer: null, ...all },
      ]);
      const inThread = { own: { level: 'all', mutedUntil: 7 }, outer: { level: 'none' }, ...all };
      expect(await store.pushes.standings(thread, [ben.id], life)).toEqual([{ user: ben.id, read: null, ...inThread }]);
      await store.users.follow(ben.id, thread, true);
      expect(await store.pushes.standings(thread, [ben.id], life)).toEqual([{ user: ben.id, read: 0, ...inThread }]);
      // A mark of another life counts up to where this one began.
      if (name !== 'SQLite')
        expect(await store.pushes.standings(room.id, [ben.id], { epoch: 'another', base: 0 })).toMatchObject([
          { read: 0 },
        ]);
    });
  });
}
