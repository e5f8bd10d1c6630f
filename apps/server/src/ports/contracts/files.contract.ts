import type { FileId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFileId } from '../../domain/new-id.ts';
import type { Part } from '../../domain/part.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { hashesOf } from '../../domain/stored-file.ts';
import type { StoredFile } from '../../domain/stored-file.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const bounds = { dayBytes: 1_000, unsent: 3, lifeMs: 60_000 };
const held = 60_000;
let count = 0;

/** What any store must do with files, their bytes aside. */
export function describeFiles(name: string, open: OpenStore): void {
  describe(`files on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const newFile = (owner: User, details: Partial<StoredFile> = {}): StoredFile => ({
      ...{ id: newFileId(owner.id), name: '图 1.png', type: 'image/png', bytes: 7, createdAt: 5 },
      ...{ hash: `${(count += 1)}`.padStart(64, '0'), thumb: 'a/b+c==', isShown: true },
      ...details,
    });
    const upload = async (store: Store, owner: User, details: Partial<StoredFile> = {}): Promise<StoredFile> => {
      const file = newFile(owner, details);
      expect(await store.files.begin(file, { ...bounds, dayBytes: 1e9, unsent: 100 })).toEqual({ status: 'begun' });
      expect(await store.files.keep(file)).toBe(true);
      return file;
    };
    const partsOf = (...files: StoredFile[]): Part[] => [{ kind: 'files', files }];
    /** A room of two with a file of its owner's in its first message. */
    const scene = async (details: Partial<StoredFile> = {}) => {
      const { store } = opened;
      const [owner, member] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      await store.membership.invite(room.id, owner.id, rightsOf('invite'), member.id, 1);
      await store.membership.join(room.id, member.id, 1);
      const file = await upload(store, owner, details);
      await send(store, room.id, owner, file);
      return { store, owner, member, room, file };
    };
    const send = async (
      store: Store,
      room: Awaited<ReturnType<typeof newRoom>>['id'],
      by: User,
      ...files: StoredFile[]
    ) => {
      await store.files.hold(
        room,
        by.id,
        files.map(({ hash }) => hash),
        held,
      );
      return append(store, room, by, { content: '', parts: partsOf(...files) });
    };
    const remove = (store: Store, room: Parameters<Store['log']['change']>[0]['conversation'], by: User, seq: number) =>
      store.log.change({
        ...{ conversation: room, by: by.id, seq, at: 3, id: `x${(count += 1)}`, kind: 'delete' },
        ...changeNeeds.delete,
      });

    test('[FILE-1] a file waits for a while to be sent, and is then gone; each has so much a day, and so many that wait', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const [one, other, late] = [newFile(owner), newFile(owner), newFile(owner)];
      expect(await store.files.begin({ id: one.id, bytes: 400 }, bounds)).toEqual({ status: 'begun' });
      const [record, unknown] = [await store.files.find(one.id), await store.files.find(newFileId(owner.id))];
      expect(record).toEqual({
        id: one.id,
        owner: owner.id,
        file: null,
        partial: null,
        conversation: null,
        isUnsent: true,
        shownBy: null,
      });
      expect(unknown).toBeNull();
      expect(await store.files.find('f_x' as FileId)).toBeNull();
      expect(await store.files.keep(one)).toBe(true);
      expect(await store.files.find(one.id)).toMatchObject({ file: one });
      expect(await store.files.begin({ id: other.id, bytes: 601 }, bounds)).toMatchObject({ status: 'over-quota' });
      expect(await store.files.begin({ id: other.id, bytes: 600 }, { ...bounds, lifeMs: 0 })).toEqual({
        status: 'begun',
      });
      // One that is to be sent later lives for longer, or for less; one that has expired stays so.
      await store.files.prolong(one.id, 60_000);
      await store.files.prolong(other.id, 60_000);
      expect(await store.files.find(one.id)).toMatchObject({ file: one });
      // It has expired already.
      expect(await store.files.find(other.id)).toBeNull();
      expect(await store.files.keep(other)).toBe(false);
      expect((await store.files.expired(owner.id, 10)).map(({ id }) => id)).toEqual([other.id]);
      const more = { ...bounds, dayBytes: 1e9 };
      expect(await store.files.begin({ id: late.id, bytes: 1 }, more)).toEqual({ status: 'begun' });
      expect(await store.files.begin({ id: newFileId(owner.id), bytes: 1 }, more)).toMatchObject({
        status: 'too-many',
      });
      await store.files.drop(other.id);
      expect(await store.files.expired(owner.id, 10)).toEqual([]);
      expect((await opened.reopen()).files).toBeDefined();
      expect(await opened.store.files.find(one.id)).toMatchObject({ file: one });
    });

    test('[FILE-12] an upload in pieces takes each where the last one ends, once, and knows them all', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const { id } = newFile(owner);
      const name = 'a "b"\n图.bin';
      const details = { alt: 'two\nlines "of it"', durationMs: 7 };
      expect(await store.files.begin({ id, bytes: 30, partial: { name, details } }, bounds)).toEqual({
        status: 'begun',
      });
      const [one, two] = ['a', 'b'].map((letter) => ({ hash: letter.repeat(64), bytes: 10 }));
      if (!one || !two) throw new Error('no pieces');
      const added = await Promise.all([store.files.addPart(id, 0, one), store.files.addPart(id, 0, two)]);
      expect(added.toSorted()).toEqual(['added', 'elsewhere']);
      expect(await store.files.addPart(id, 11, two)).toBe('elsewhere');
      expect(await store.files.addPart(id, 10, one)).toBe('added');
      const record = await store.files.find(id);
      expect(record).toMatchObject({
        file: null,
        partial: { name, details, bytes: 30, expiresAt: expect.any(Number) },
      });
      expect(Math.abs((record?.partial?.expiresAt ?? 0) - Date.now() - bounds.lifeMs)).toBeLessThan(bounds.lifeMs);
      expect(record?.partial?.parts.map(({ bytes }) => bytes)).toEqual([10, 10]);
      expect(record?.partial?.parts[1]).toEqual(one);
      expect(await store.files.addPart(newFileId(owner.id), 0, one)).toBe('gone');
      expect(await store.files.withdraw(id)).toBe(true);
      expect(await store.files.addPart(id, 20, one)).toBe('gone');
      expect(await store.files.withdraw(id)).toBe(false);
    });

    test('[FILE-15] other words for a file count until it is sent; its message has the last ones, and how loud it is', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner, {});
      const said = { type: 'audio/webm', durationMs: 7, waveform: 'AP9/', alt: 'before' };
      const [sound, plain] = [await upload(store, owner, said), await upload(store, owner, { waveform: 'AA==' })];
      const described = { ...sound, alt: '鹭 at the "lake"\n' };
      expect(await store.files.keep(described)).toBe(true);
      expect(await store.files.find(sound.id)).toMatchObject({ file: described });
      const held = [(await store.files.find(sound.id))?.file ?? sound, plain];
      await send(store, room.id, owner, ...held);
      await store.files.confirm(sound.id, room.id);
      expect(await store.files.keep({ ...sound, alt: 'too late' })).toBe(false);
      expect(await store.files.read(room.id, owner.id, sound.id)).toMatchObject({ file: described });
      expect(await store.files.read(room.id, owner.id, plain.id)).toMatchObject({ file: plain });
      const listed = await store.files.list(room.id, owner.id, undefined, undefined, 10);
      expect(listed.status === 'page' && listed.rows.map(({ file }) => file)).toEqual(held);
    });

    test('[FILE-2] a message claims its files in its own step, once, and a repeat of it has the same', async () => {
      const { store, owner, room, file } = await scene();
      const unsent = await upload(store, owner);
      expect(await store.files.withdraw(unsent.id)).toBe(true);
      expect(await store.files.reserve(unsent, room.id)).toBe('gone');
      expect(await store.files.find(unsent.id)).toBeNull();
      expect(await store.files.isClaimed(room.id, file.id)).toBe(true);
      await store.files.confirm(file.id, room.id);
      const record = {
        id: file.id,
        owner: owner.id,
        file: null,
        partial: null,
        conversation: room.id,
        isUnsent: false,
        shownBy: null,
      };
      expect(await store.files.find(file.id)).toEqual(record);
      const again = newMessage(room.id, owner, { parts: partsOf(file) });
      expect(await store.log.append(again)).toEqual({ status: 'file-taken' });

      const next = await upload(store, owner);
      const [message, second] = [next, next].map((one) => newMessage(room.id, owner, { parts: partsOf(one) }));
      if (!message || !second) throw new Error('no messages');
      // Its bytes were not brought there.
      expect(await store.log.append(message)).toEqual({ status: 'file-unheld' });
      expect(await store.files.reserve(next, room.id)).toBe('reserved');
      // Its uploader cannot take it back any more.
      expect(await store.files.withdraw(next.id)).toBe(false);
      const elsewhere = await newRoom(store, owner);
      expect(await store.files.reserve(next, elsewhere.id)).toBe('elsewhere');
      expect(await store.files.hold(room.id, owner.id, [next.hash], held)).toBe('held');
      const outcomes = await Promise.all([message, second, message].map((one) => store.log.append(one)));
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['appended', 'duplicate', 'file-taken']);
      const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 9 });
      if (page.status !== 'page') throw new Error('refused');
      expect(page.messages.map(({ parts }) => parts)).toEqual([partsOf(file), partsOf(next)]);
      // A right more than for words: the room says who may attach.
      expect(
        await store.log.append({ ...again, clientId: undefined, needs: rightsOf('delete_room'), author: owner.id }),
      ).toEqual({ status: 'file-taken' });
      const stranger = await newUser(store);
      expect(await store.files.hold(room.id, stranger.id, [next.hash], held)).toBe('refused');
    });

    test('[FILE-5] what is deleted is not its uploader’s again where nobody has confirmed that it was sent', async () => {
      const { store, owner, room, file } = await scene();
      await remove(store, room.id, owner, 1);
      const condemned = await store.files.condemn(room.id, 10);
      for (const id of condemned.ids) await store.files.drop(id);
      await store.files.cleared(room.id, condemned);
      expect(await store.files.find(file.id)).toBeNull();
      expect(await store.files.reserve(file, room.id)).toBe('gone');
    });

    test('[MOVE-9] what is found is left as it is when lost files are looked for', async () => {
      const { store, owner, room, file } = await scene();
      await store.files.confirm(file.id, room.id);
      const kept = await store.files.find(file.id);
      await store.files.mendPlaces();
      const again = await store.files.mendPlaces();
      expect(again.files).toBeGreaterThan(0);
      expect(again.mended).toBe(0);
      expect(await store.files.find(file.id)).toEqual(kept);
      // One that was deleted does not come back.
      await remove(store, room.id, owner, 1);
      await store.files.cleared(room.id, { hashes: [file.hash], ids: [file.id] });
      await store.files.mendPlaces();
      expect(await store.files.find(file.id)).toBeNull();
    });

    test('[FILE-3] a file is for who may read its message: no stranger, nobody who was removed, nobody who came later where that counts, nobody once it is deleted', async () => {
      const { store, owner, member, room, file } = await scene();
      const stranger = await newUser(store);
      const read = (reader: User) => store.files.read(room.id, reader.id, file.id);
      expect(await read(member)).toEqual({ status: 'file', file, seq: 1, author: owner.id, at: expect.any(Number) });
      expect(await read(stranger)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.files.read(room.id, member.id, newFileId(owner.id))).toEqual({ status: 'unclaimed' });
      const edited = { history: 'since-join', at: 1, id: `h${(count += 1)}` } as const;
      await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), edited);
      await store.membership.invite(room.id, owner.id, rightsOf('invite'), stranger.id, 1);
      await store.membership.join(room.id, stranger.id, 1);
      expect(await read(stranger)).toEqual({ status: 'unclaimed' });
      expect(await store.files.list(room.id, stranger.id, undefined, undefined, 9)).toMatchObject({ rows: [] });
      await store.membership.remove(room.id, owner.id, rightsOf('remove'), member.id);
      expect(await read(member)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.files.list(room.id, member.id, undefined, undefined, 9)).toMatchObject({ code: 'not_found' });
      expect((await remove(store, room.id, owner, 1)).status).toBe('changed');
      expect(await read(owner)).toEqual({ status: 'unclaimed' });
    });

    test('[FILE-4] a list has the newest message first and its files in their order, by type, page by page', async () => {
      const { store, owner, room, file: first } = await scene();
      const types = ['video/mp4', 'audio/ogg', 'application/pdf', 'image/webp', 'text/html'];
      const more = await Promise.all(types.map((type) => upload(store, owner, { type })));
      const sent = [
        await send(store, room.id, owner, ...more.slice(0, 2)),
        await send(store, room.id, owner, ...more.slice(2)),
      ];
      const list = async (type?: 'image' | 'document', limit = 2): Promise<string[][]> => {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
          const page = await store.files.list(room.id, owner.id, type, cursor, limit);
          if (page.status !== 'page') throw new Error('refused');
          pages.push(page.rows.map((row) => `${row.seq} ${row.file.id}`));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        return pages;
      };
      const [a, b, c, d, e] = more.map(({ id }, index) => `${sent[index < 2 ? 0 : 1]?.seq} ${id}`);
      expect(await list()).toEqual([
        [c, d],
        [e, a],
        [b, `1 ${first.id}`],
      ]);
      expect((await list('image')).flat()).toEqual([d, `1 ${first.id}`]);
      expect((await list('document')).flat()).toEqual([c, e]);
      await remove(store, room.id, owner, 3);
      expect((await list()).flat()).toEqual([a, b, `1 ${first.id}`]);
      await store.log.trim(room.id, 2);
      expect((await list()).flat()).toEqual([a, b]);
      await expect(store.files.list(room.id, owner.id, undefined, 'x', 2)).rejects.toMatchObject({
        code: 'bad_request',
      });
    });

    test('[FILE-5] bytes are condemned when no message holds them any more and nobody is about to send them, and are then nobody’s until they are gone', async () => {
      const { store, owner, room, file } = await scene();
      const copy = await upload(store, owner, { hash: file.hash });
      await send(store, room.id, owner, copy);
      const nothing = { hashes: [], ids: [] };
      expect(await store.files.condemn(room.id, 10)).toEqual(nothing);
      await remove(store, room.id, owner, 1);
      // The same bytes are in another message, and held besides.
      expect((await store.files.condemn(room.id, 10)).hashes).toEqual([]);
      await remove(store, room.id, owner, 2);
      expect((await store.files.condemn(room.id, 10)).hashes).toEqual([]);
    });

    test('[FILE-5] what was held only for a moment is condemned once it is deleted, also by retention and with its room', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const other = await newRoom(store, owner);
      const room = await newRoom(store, owner);
      const preview = 'f'.repeat(64);
      const files = [await upload(store, owner, { preview }), await upload(store, owner), await upload(store, owner)];
      for (const file of files) {
        await store.files.hold(room.id, owner.id, hashesOf(file), 0);
        await append(store, room.id, owner, { parts: partsOf(file) });
      }
      const [first, second, third] = files.map(({ hash }) => hash);
      const condemned = async () => (await store.files.condemn(room.id, 10)).hashes;
      expect(await condemned()).toEqual([]);
      await remove(store, room.id, owner, 1);
      const gone = await store.files.condemn(room.id, 10);
      expect(new Set(gone.hashes)).toEqual(new Set([first, preview]));
      expect(await store.files.hold(room.id, owner.id, [first ?? ''], held)).toBe('condemned');
      expect(await store.files.isKnown(other.id, first ?? '')).toBe(false);
      expect(await store.files.hold(other.id, owner.id, [first ?? ''], held)).toBe('held');
      expect(await store.files.isKnown(other.id, first ?? '')).toBe(true);
      expect(await store.files.isKnown(room.id, second ?? '')).toBe(true);
      const again = await upload(store, owner, { hash: first ?? '' });
      expect(await store.log.append(newMessage(room.id, owner, { parts: partsOf(again) }))).toEqual({
        status: 'file-unheld',
      });
      // Whoever was about to take it away died: the next one does it.
      expect(new Set(await condemned())).toEqual(new Set([first, preview]));
      await store.files.cleared(room.id, gone);
      expect(await store.files.isKnown(room.id, first ?? '')).toBe(false);
      expect(await condemned()).toEqual([]);
      expect(await store.files.hold(room.id, owner.id, [first ?? ''], 0)).toBe('held');
      await store.log.trim(room.id, 3);
      expect(new Set(await condemned())).toEqual(new Set([first, second]));
      await store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'));
      await expect.poll(async () => (await condemned()).includes(third ?? '')).toBe(true);
    });

    test('[FILE-5] of whom is gone for good all that she has not sent expires at once, and only that', async () => {
      const { store, owner, room, file } = await scene();
      const [one, two] = [await upload(store, owner), newFile(owner)];
      await store.files.begin({ id: two.id, bytes: 30, partial: { name: 'a', details: {} } }, bounds);
      expect(await store.files.expired(owner.id, 10)).toEqual([]);
      await store.files.forsake(owner.id);
      const expired = await store.files.expired(owner.id, 10);
      expect(expired.map(({ id }) => id)).toEqual(expect.arrayContaining([one.id, two.id]));
      expect(expired.find(({ id }) => id === two.id)?.partial?.expiresAt).toBeLessThanOrEqual(Date.now());
      expect(await store.files.find(one.id)).toBeNull();
      expect(await store.files.keep(two)).toBe(false);
      expect(await store.files.read(room.id, owner.id, file.id)).toMatchObject({ status: 'file' });
      const task = { kind: 'owed', consumer: 'files', subject: owner.id } as const;
      expect(await store.tasks.claim(task, 60_000)).not.toBeNull();
      await store.files.forsake((await newUser(store)).id);
    });

    test('[FILE-5] what is to be done about files is due as a task', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const file = newFile(owner);
      await store.files.begin(file, { ...bounds, lifeMs: 0 });
      const task = { kind: 'owed', consumer: 'files', subject: owner.id } as const;
      const lease = await store.tasks.claim(task, 60_000);
      if (!lease) throw new Error('it is not due');
      // What comes in meanwhile is not lost with the lease.
      await store.files.begin({ ...newFile(owner) }, { ...bounds, lifeMs: 0 });
      expect(await store.tasks.done(lease)).toBe('lost');
      const next = await store.tasks.claim(task, 60_000);
      if (!next) throw new Error('it is not due');
      for (const { id } of await store.files.expired(owner.id, 10)) await store.files.drop(id);
      await store.files.settleLater(owner.id);
      expect(await store.tasks.done(next)).toBe('done');
      expect(await store.tasks.claim(task, 60_000)).toBeNull();
    });
  });
}
