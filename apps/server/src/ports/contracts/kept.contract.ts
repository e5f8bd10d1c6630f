import type { UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OwedTask } from '../../domain/task.ts';
import type { UserAnnouncement } from '../announcements.ts';
import type { NewThing } from '../kept.ts';
import { newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const taskOf = (user: UserId): OwedTask => ({ kind: 'owed', consumer: 'kept', subject: user });
const draft = (key: string, json = '{}'): NewThing => ({ kind: 'draft', key, json, dueAt: null });
const most = 10;

/** What any store must do with what people keep for themselves. */
export function describeKept(name: string, open: OpenStore): void {
  describe(`what people keep on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[KEEP-3] the later of two writes holds, each person has her own, and all of it is there when the store is opened again', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store, 'ann'), await newUser(store, 'ben')];
      const json = JSON.stringify({ content: 'a b\n"草稿" 1 2 {' });
      const first = await store.kept.put(ann.id, draft('r_1', json), { most });
      await store.kept.put(ann.id, draft('r_2'), { most });
      const second = await store.kept.put(ann.id, draft('r_1', '{"n":2}'), { most });
      if (first.status !== 'kept' || second.status !== 'kept') throw new Error('not kept');
      expect(second.rev).toBeGreaterThan(first.rev);
      await store.kept.put(ben.id, draft('r_3', json), { most });
      const again = await opened.reopen();
      expect(await again.kept.list(ann.id, 'draft')).toMatchObject([
        { kind: 'draft', key: 'r_1', json: '{"n":2}', rev: second.rev, dueAt: null },
        { key: 'r_2' },
      ]);
      expect(await again.kept.list(ann.id, 'saved')).toEqual([]);
      expect(await again.kept.find(ben.id, 'draft', 'r_3')).toMatchObject({ json });
      expect(await again.kept.find(ann.id, 'draft', 'r_3')).toBeNull();
      expect(await again.kept.drop(ann.id, 'draft', 'r_1', {})).toBe(true);
      expect(await again.kept.drop(ann.id, 'draft', 'r_1', {})).toBe(false);
      expect(await again.kept.list(ann.id, 'draft')).toMatchObject([{ key: 'r_2' }]);
    });

    test('[KEEP-3] of several that expect the same one is done, and only so many are kept', async () => {
      const { kept } = opened.store;
      const { id } = await newUser(opened.store);
      const expecting = (expected: number, json: string) => kept.put(id, draft('k', json), { most, expected });
      const outcomes = await Promise.all(['1', '2', '3'].map((json) => expecting(0, json)));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['kept', 'other', 'other']);
      const now = await kept.find(id, 'draft', 'k');
      expect(outcomes.find(({ status }) => status === 'other')).toEqual({ status: 'other', now });
      expect(await kept.drop(id, 'draft', 'k', { expected: (now?.rev ?? 0) + 1 })).toBe(false);
      expect(await expecting(now?.rev ?? 0, '4')).toMatchObject({ status: 'kept' });
      expect(await kept.put(id, draft('none'), { most, expected: 5 })).toEqual({ status: 'other', now: null });
      for (let index = 1; index < most; index += 1) await kept.put(id, draft(`k${index}`), { most });
      expect(await kept.put(id, draft('more'), { most })).toEqual({ status: 'too-many' });
      expect(await kept.put(id, draft('k'), { most })).toMatchObject({ status: 'kept' });
      expect(await kept.put(id, { ...draft('k'), kind: 'saved' }, { most })).toMatchObject({ status: 'kept' });
    });

    test('[KEEP-3] her devices are told which, and by whom; nobody else is', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store), await newUser(store)];
      const heard: UserAnnouncement[] = [];
      const others: UserAnnouncement[] = [];
      const listen = (user: UserId, into: UserAnnouncement[]) =>
        store.announcements.listenToUser(user, { hear: (one) => into.push(one), missed: () => undefined });
      const listening = [await listen(ann.id, heard), await listen(ben.id, others)];
      await store.kept.put(ann.id, draft('r_1'), { most, told: { by: 'c1' } });
      await store.kept.put(ann.id, { ...draft('r_1:7'), kind: 'saved' }, { most, told: { isDue: true } });
      await store.kept.drop(ann.id, 'draft', 'r_1', {});
      await until('all is heard', () => heard.length === 3);
      expect(heard).toEqual([
        { kind: 'kept', of: 'draft', key: 'r_1', by: 'c1' },
        { kind: 'kept', of: 'saved', key: 'r_1:7', isDue: true },
        { kind: 'kept', of: 'draft', key: 'r_1' },
      ]);
      expect(others).toEqual([]);
      for (const one of listening) one.stop();
    });

    test('[KEEP-4] what has a moment is due then, in the very step that wrote it, and again when there is more', async () => {
      const { kept, tasks } = opened.store;
      const { id } = await newUser(opened.store);
      const task = taskOf(id);
      const inAnHour = Date.now() + 3_600_000;
      await kept.put(id, { kind: 'saved', key: 'late', json: '{}', dueAt: inAnHour }, { most });
      expect(await tasks.claim(task, 1_000)).toBeNull();
      await kept.put(id, { kind: 'later', key: 'now', json: '{"x":1}', dueAt: 5 }, { most });
      const lease = await tasks.claim(task, 60_000);
      if (!lease) throw new Error('not due');
      expect(await kept.due(id, 10)).toMatchObject([{ kind: 'later', key: 'now', json: '{"x":1}', dueAt: 5 }]);
      // What comes while somebody has looked already takes her lease away: it is looked at once more.
      await kept.put(id, { kind: 'later', key: 'also', json: '{}', dueAt: 6 }, { most });
      expect(await tasks.done(lease)).toBe('lost');
      const second = await tasks.claim(task, 60_000);
      if (!second) throw new Error('not due');
      for (const { kind, key } of await kept.due(id, 10)) await kept.drop(id, kind, key, {});
      expect(await kept.due(id, 10)).toEqual([]);
      await kept.settleLater(id);
      expect(await tasks.done(second)).toBe('lost');
      expect(await tasks.claim(task, 1_000)).toBeNull();
      await kept.put(id, { kind: 'saved', key: 'late', json: '{}', dueAt: Date.now() }, { most });
      await until('it is due', async () => (await tasks.claim(task, 1_000)) !== null);
      expect(await kept.due(id, 10)).toMatchObject([{ key: 'late' }]);
    });
  });
}
