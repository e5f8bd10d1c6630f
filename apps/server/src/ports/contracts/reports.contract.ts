import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newWord } from '../../domain/new-id.ts';
import { reportsKept } from '../reports.ts';
import type { FiledReport } from '../reports.ts';
import { newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with reports. */
export function describeReports(name: string, open: OpenStore): void {
  describe(`reports on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const newReport = (by: User, conversation: FiledReport['conversation'], seq: number, at: number): FiledReport => ({
      ...{ id: newWord(), conversation, seq, reason: '“rude”\\ 无礼', by: by.id, at, room: 'general' },
      message: { author: by.id, content: 'words\nand more', at: 1 },
    });
    const all = async (conversation: FiledReport['conversation'] | null, limit: number): Promise<FiledReport[]> => {
      const found: FiledReport[] = [];
      let cursor: string | undefined;
      do {
        const page = await opened.store.reports.list(conversation, cursor, limit);
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        found.push(...page.rows);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return found;
    };

    test('[RPT-1] a message is reported once by each; lists are the earliest first, of all and of one conversation; what is closed is gone', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store), await newUser(store)];
      const [room, other] = [await newRoom(store, ann), await newRoom(store, ann)];
      const filed = [
        newReport(ann, room.id, 1, 3_000),
        newReport(ben, room.id, 1, 1_000),
        newReport(ben, room.id, 2, 1_000),
        newReport(ben, other.id, 1, 2_000),
      ];
      for (const report of filed) expect(await store.reports.file(report)).toBe('filed');
      expect(await store.reports.file({ ...newReport(ann, room.id, 1, 9_000) })).toBe('again');
      const inOrder = filed.toSorted((one, two) => one.at - two.at || (one.id < two.id ? -1 : 1));
      expect(await all(room.id, 2)).toEqual(inOrder.filter(({ conversation }) => conversation === room.id));
      const ids = new Set(filed.map(({ id }) => id));
      expect((await all(null, 3)).filter(({ id }) => ids.has(id))).toEqual(inOrder);
      await expect(store.reports.list(room.id, 'no cursor', 2)).rejects.toMatchObject({ code: 'bad_request' });

      const [first] = filed;
      if (!first) throw new Error('nothing was filed');
      expect(await store.reports.find(first.id)).toEqual(first);
      const closed = await Promise.all([store.reports.close(first.id), store.reports.close(first.id)]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      expect(await store.reports.find(first.id)).toBeNull();
      expect(await all(room.id, 10)).toHaveLength(2);
      // It may be reported again.
      expect(await store.reports.file(newReport(ann, room.id, 1, 9_000))).toBe('filed');
    });

    test('[RPT-1, RPT-2] one person has a bound, which closing gives back; those who listen are told', async () => {
      const { store } = opened;
      const ann = await newUser(store);
      const room = await newRoom(store, ann);
      const heard: string[] = [];
      const listening = store.reports.listen({ changed: (conversation) => void heard.push(conversation) });
      const many = Array.from({ length: reportsKept.byOne }, (_, index) => newReport(ann, room.id, index + 1, index));
      for (const report of many) expect(await store.reports.file(report)).toBe('filed');
      expect(await store.reports.file(newReport(ann, room.id, 1_000, 1))).toBe('too-many');
      // Where hearing begins a moment later, the next change is heard.
      await until('it is told', async () => {
        await store.reports.close(many[0]?.id ?? '');
        await store.reports.file(newReport(ann, room.id, 1, 1));
        const [again] = await all(room.id, 1);
        await store.reports.close(again?.id ?? '');
        return heard.includes(room.id);
      });
      listening.stop();
      expect(await store.reports.file(newReport(ann, room.id, 1_000, 1))).toBe('filed');
    });
  });
}
