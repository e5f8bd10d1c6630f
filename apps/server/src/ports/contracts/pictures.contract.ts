import type { FileId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFileId, newWord } from '../../domain/new-id.ts';
import { rightsOf } from '../../domain/rights.ts';
import type { StoredFile } from '../../domain/stored-file.ts';
import type { Store } from '../store.ts';
import { newAccount } from './account-fixtures.ts';
import { newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const bounds = { dayBytes: 1e9, unsent: 100, lifeMs: 60_000 };

/** What any store must do with files that stand for a person or a room. */
export function describePictures(name: string, open: OpenStore): void {
  describe(`pictures of people and rooms on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const upload = async (store: Store, owner: User): Promise<StoredFile> => {
      const id = newFileId(owner.id);
      const about = { name: '脸 "1".png', type: 'image/png', bytes: 7, createdAt: 5, isShown: true as const };
      const file: StoredFile = { id, ...about, hash: 'a'.repeat(64), preview: 'b'.repeat(64) };
      await store.files.begin(file, bounds);
      expect(await store.files.keep(file)).toBe(true);
      return file;
    };
    const expired = async (store: Store, owner: User): Promise<FileId[]> =>
      (await store.files.expired(owner.id, 10)).map(({ id }) => id);
    const edit = (picture: FileId | null) => ({ picture, at: 1, id: newWord() });
    const isDue = async (store: Store, owner: User): Promise<boolean> =>
      (await store.tasks.claim({ kind: 'owed', consumer: 'files', subject: owner.id }, 60_000)) !== null;

    test('[FILE-13] an avatar is an upload of one’s own, claimed in the step that sets it; the former expires in that step', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const [first, second, foreign] = [
        await upload(store, user),
        await upload(store, user),
        await upload(store, other),
      ];
      const set = (rev: number, avatar: FileId | null) => store.people.setProfile(user.id, rev, { avatar });
      const sets = await Promise.all([set(0, first.id), set(0, second.id)]);
      expect(sets.map(({ status }) => status).toSorted()).toEqual(['changed-meanwhile', 'set']);
      const [now] = await store.people.users([user.id]);
      const [won, lost] = now?.avatar === first.id ? [first, second] : [second, first];
      expect(now).toEqual({ ...user, avatar: won.id, rev: 1 });
      const record = { id: won.id, owner: user.id, file: won, partial: null, conversation: null };
      expect(await store.files.find(won.id)).toEqual({ ...record, isUnsent: false, shownBy: user.id });
      expect(await store.files.find(lost.id)).toMatchObject({ isUnsent: true, shownBy: null });
      // It is not sent any more, nor anybody else's.
      const room = await newRoom(store, user);
      expect(await store.files.reserve(won, room.id)).toBe('gone');
      expect(await store.files.show(won.id, room.id)).toBe('gone');
      for (const id of [foreign.id, newFileId(user.id)]) expect(await set(1, id)).toEqual({ status: 'no-file' });
      const reserved = await upload(store, user);
      await store.files.reserve(reserved, room.id);
      expect(await set(1, reserved.id)).toEqual({ status: 'no-file' });
      // A name beside it leaves it alone.
      await store.people.setProfile(user.id, 1, { displayName: 'Other' });
      expect(await set(2, lost.id)).toMatchObject({ status: 'set', user: { avatar: lost.id, displayName: 'Other' } });
      expect(await store.files.find(won.id)).toBeNull();
      expect(await expired(store, user)).toEqual([won.id]);
      expect(await isDue(store, user)).toBe(true);
      await store.files.drop(won.id);
      expect(await set(3, null)).toEqual({ status: 'set', user: { ...user, displayName: 'Other', rev: 4 } });
      expect(await expired(store, user)).toEqual([lost.id]);
      const kept = await set(4, (await upload(store, user)).id);
      expect((await opened.reopen()).people).toBeDefined();
      expect(await opened.store.people.users([user.id])).toEqual([kept.status === 'set' && kept.user]);
    });

    test('[FILE-13] an avatar ends with the account, and with a guest who is gone', async () => {
      const { store } = opened;
      const { user } = await newAccount(store);
      const gone = await newUser(store);
      for (const one of [user, gone]) {
        const { id } = await upload(store, one);
        const [{ rev } = { rev: 0 }] = (await store.people.users([one.id])).flatMap((known) => known ?? []);
        expect(await store.people.setProfile(one.id, rev, { avatar: id })).toMatchObject({ status: 'set' });
        const after = one === user ? store.accounts.close(one.id, 'Nobody') : store.people.retire(one.id, Date.now());
        expect(await after).not.toHaveProperty('avatar');
        expect((await store.people.users([one.id]))[0]).not.toHaveProperty('avatar');
        expect(await expired(store, one)).toEqual([id]);
        expect(await store.files.find(id)).toBeNull();
        expect(await isDue(store, one)).toBe(true);
      }
    });

    test('[FILE-14] a room’s picture is an upload that it claims, told as a change of the room and on record; what it replaces is told to whoever set it', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const member = await newUser(store);
      const room = await newRoom(store, owner);
      const elsewhere = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, 1);
      const [first, second] = [await upload(store, owner), await upload(store, owner)];
      expect(await store.files.show(first.id, room.id)).toBe('shown');
      expect(await store.files.show(first.id, room.id)).toBe('already');
      expect(await store.files.show(first.id, elsewhere.id)).toBe('gone');
      expect(await store.files.find(first.id)).toMatchObject({ file: first, isUnsent: false, shownBy: room.id });
      const set = (by: User, picture: FileId | null) =>
        store.rooms.editRoom(room.id, by.id, rightsOf('edit_room'), edit(picture));
      expect(await set(member, first.id)).toMatchObject({ status: 'refused', code: 'forbidden' });
      expect(await set(owner, first.id)).toMatchObject({ status: 'edited', replaced: null });
      const looked = await store.membership.look(room.id, member.id);
      expect(looked).toMatchObject({ state: { facts: { picture: first.id }, head: { rev: 1 } } });
      expect(await set(owner, first.id)).toMatchObject({ replaced: null, state: { head: { rev: 1 } } });
      await store.files.show(second.id, room.id);
      expect(await set(owner, second.id)).toMatchObject({
        ...{ status: 'edited', replaced: first.id, state: { facts: { picture: second.id }, head: { rev: 2 } } },
      });
      expect((await opened.reopen()).rooms).toBeDefined();
      const since = await opened.store.rooms.rooms(member.id, room.name, undefined, 10);
      expect(since.rows).toMatchObject([{ facts: { picture: second.id } }]);
      await expect
        .poll(async () =>
          (await opened.store.audit.list({ room: room.id }, undefined, 10)).rows.map(({ entry }) => entry.after),
        )
        .toEqual([{ picture: second.id }, { picture: first.id }]);
      await opened.store.files.unshow(first.id);
      await opened.store.files.unshow(first.id);
      expect(await opened.store.files.find(first.id)).toBeNull();
      expect(await expired(opened.store, owner)).toEqual([first.id]);
      const named = { name: `${room.name}x`, at: 1, id: newWord() };
      const renamed = await opened.store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), named);
      expect(renamed).toMatchObject({ replaced: null, state: { facts: { picture: second.id } } });
      const none = await opened.store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), edit(null));
      expect(none).toMatchObject({ replaced: second.id });
      expect(none.status === 'edited' && none.state.facts).not.toHaveProperty('picture');
      await opened.store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), edit(second.id));
      const end = await opened.store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'));
      expect(end).toEqual({ status: 'deleted', picture: second.id });
    });
  });
}
