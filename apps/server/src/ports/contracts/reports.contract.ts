import { asDirectId, asMessageId, asRoomId, asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newWord } from '../../domain/new-id.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
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

    const newReport = (
      by: User,
      conversation: FiledReport['conversation'],
      seq: number,
      at: number,
      author = by,
    ): FiledReport => ({
      ...{ id: newWord(), conversation, seq, reason: '“rude”\\ 无礼', by: by.id, at, room: 'general' },
      message: { author: author.id, content: 'words\nand more', at: 1 },
    });
    /** As whoever has written none of what is reported sees them. */
    const nobody = asUserId('u_nobody');
    const all = async (
      conversation: FiledReport['conversation'] | null,
      limit: number,
      reader = nobody,
    ): Promise<FiledReport[]> => {
      const found: FiledReport[] = [];
      let cursor: string | undefined;
      do {
        const page = await opened.store.reports.list(conversation, reader, cursor, limit);
        // The last page alone is shorter, whatever was left out.
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        if (page.next !== null) expect(page.rows).toHaveLength(limit);
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
      await expect(store.reports.list(room.id, nobody, 'no cursor', 2)).rejects.toMatchObject({ code: 'bad_request' });

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

    test('[RPT-1, RPT-3] a room has what was reported in the threads under it, and no other conversation has; closing takes it from both', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store), await newUser(store)];
      const [room, direct] = [await newRoom(store, ann), asDirectId(`d_${newWord()}`)];
      // Its id begins as those of the room's threads do.
      const longer = asRoomId(`${room.id}0`.slice(0, 24));
      const [inRoom, inDirect, inLonger] = [room.id, direct, longer].map((one, index) => {
        const thread = threadIdOf(one, 16 + index, asMessageId('m_root'));
        if (!thread) throw new Error('no thread hangs there');
        return newReport(ann, thread, 1, index, ben);
      });
      const itself = newReport(ann, room.id, 1, 5, ben);
      if (!inRoom || !inDirect || !inLonger) throw new Error('nothing to file');
      for (const report of [inRoom, inDirect, inLonger, itself]) expect(await store.reports.file(report)).toBe('filed');
      expect(await store.reports.file({ ...inRoom, id: newWord() })).toBe('again');
      for (const limit of [1, 2]) expect(await all(room.id, limit)).toEqual([inRoom, itself]);
      for (const [report, parent] of [
        [inDirect, direct],
        [inLonger, longer],
      ] as const) {
        expect(await all(parent, 2)).toEqual([report]);
        expect(await all(report.conversation, 2)).toEqual([report]);
      }
      expect(await all(inRoom.conversation, 2)).toEqual([inRoom]);
      expect(await all(room.id, 2, ben.id)).toEqual([]);
      expect(await store.reports.close(inRoom.id)).toBe(true);
      for (const conversation of [inRoom.conversation, room.id, null])
        expect((await all(conversation, 10)).map(({ id }) => id)).not.toContain(inRoom.id);
    });

    test('[RPT-3] whoever wrote what is reported is told nothing of it by a list, in full pages; those who listen learn whose it is', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, ann);
      const told = new Set<string>();
      const listening = store.reports.listen({
        changed: (conversation, author) => void (conversation === room.id && told.add(author)),
      });
      // Ben's first, last, and many in a row. What Ann says looks like a member of JSON that names him.
      const authors = [ben, ann, ben, ben, ben, ben, ann, ann, ben];
      const filed = authors.map((author, index) => {
        const report = newReport(ann, room.id, index + 1, index, author);
        return { ...report, message: { ...report.message, content: `{"author":"${ben.id}"}` } };
      });
      for (const report of filed) expect(await store.reports.file(report)).toBe('filed');
      const notBens = filed.filter(({ message }) => message.author !== ben.id);
      for (const limit of [1, 2, 3, 10]) {
        expect(await all(room.id, limit, ben.id)).toEqual(notBens);
        expect(await all(room.id, limit, ann.id)).toEqual(filed.filter((report) => !notBens.includes(report)));
      }
      const ofRoom = (await all(null, 2, ben.id)).filter(({ conversation }) => conversation === room.id);
      expect(ofRoom).toEqual(notBens);
      await until('both are named', async () => {
        for (const { id } of await all(room.id, 1)) await store.reports.close(id);
        for (const report of filed.slice(0, 2)) await store.reports.file({ ...report, id: newWord() });
        return told.has(ann.id) && told.has(ben.id);
      });
      listening.stop();
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
