import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFileId } from '../../domain/new-id.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { hashesOf, toWireFile } from '../../domain/stored-file.ts';
import type { StoredFile } from '../../domain/stored-file.ts';
import type { StoredLink } from '../../domain/stored-link.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { Store } from '../store.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const bounds = { dayBytes: 1_000, unsent: 9, lifeMs: 60_000 };
const content = 'https://a.example/ and https://b.example/';
const plain: StoredLink = { url: 'https://b.example/', title: 'B 图 "quoted"', text: 'a\\b/c', site: 'b' };
let count = 0;

/** What any store must do with previews of links. */
export function describeLinks(name: string, open: OpenStore): void {
  describe(`previews of links on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const picture = async (store: Store, owner: User, room: ConversationId, details: Partial<StoredFile> = {}) => {
      const file: StoredFile = {
        ...{
          id: newFileId(owner.id),
          name: 'preview',
          type: 'image/png',
          bytes: 7,
          width: 40,
          height: 30,
          createdAt: 5,
        },
        ...{ hash: `${(count += 1)}`.padStart(64, '1'), preview: `${count}`.padStart(64, '2'), isShown: true },
        ...details,
      };
      await store.files.begin({ id: file.id, bytes: 0 }, bounds);
      await store.files.keep(file);
      await store.files.reserve(file, room);
      expect(await store.files.hold(room, owner.id, hashesOf(file), 0)).toBe('held');
      return file;
    };
    const scene = async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store, 'owner'), await newUser(store, 'member')];
      const { id: room } = await newRoom(store, owner);
      await store.membership.join(room, member.id, 1);
      await append(store, room, member, { content });
      const image = await picture(store, member, room);
      const links: StoredLink[] = [{ url: 'https://a.example/', title: 'A', image }, plain];
      return { store, owner, member, room, image, links };
    };
    const put = (store: Store, room: ConversationId, links: readonly StoredLink[], text = content, seq = 1) =>
      store.log.setLinks({ conversation: room, seq, at: 7, id: `l${(count += 1)}`, content: text, links });
    const change = (store: Store, room: ConversationId, by: User, what: object, kind: 'links' | 'delete' | 'edit') =>
      store.log.change({
        ...{ conversation: room, by: by.id, seq: 1, at: 8, id: `l${(count += 1)}`, mentions: [] },
        ...changeNeeds[kind],
        ...{ kind, ...what },
      } as Parameters<Store['log']['change']>[0]);
    const read = async (store: Store, room: ConversationId, reader: User) => {
      const page = await store.log.page({ conversation: room, reader: reader.id, limit: 9 });
      if (page.status !== 'page') throw new Error('refused');
      return page.messages[0];
    };
    const condemned = async (store: Store, room: ConversationId) =>
      new Set((await store.files.condemn(room, 10)).hashes);

    test('[LINK-4] previews come by a change, once, wherever the message is read, and who may read it may have their pictures', async () => {
      const { store, owner, member, room, image, links } = await scene();
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room, {
        hear: (one) => heard.push(one),
        missed: () => undefined,
      });
      const before = (await store.log.states([room]))[0]?.head;
      if (!before) throw new Error('no room');
      expect(await Promise.all([put(store, room, links), put(store, room, links)])).toEqual(['set', 'set']);
      expect(await read(store, room, owner)).toMatchObject({ content, links, rev: 1 });
      const wire = links.map((link) => (link.image ? { ...link, image: toWireFile(link.image) } : link));
      const told = { kind: 'links', seq: 1, links: wire, prev: 0, rev: 1 };
      await until('the change is announced', () => heard.some((one) => one.kind === 'change'));
      expect(heard.flatMap((one) => (one.kind === 'change' ? one.change : []))).toEqual([
        expect.objectContaining(told),
      ]);
      const tail = await store.log.tail(room, before, 9);
      expect(tail?.changes).toEqual([expect.objectContaining(told)]);
      const [since] = await store.log.since(owner.id, [{ conversation: room, ...before }], {
        pageMessages: 9,
        budgetBytes: 10_000,
      });
      expect(since).toMatchObject({ state: 'continuous', changes: [told] });

      listening.stop();
      const held = { status: 'file', file: image, seq: 1, author: member.id };
      expect(await store.files.read(room, owner.id, image.id)).toMatchObject(held);
      expect(await store.files.read(room, (await newUser(store)).id, image.id)).toMatchObject({ status: 'refused' });
      expect(await store.files.isClaimed(room, image.id)).toBe(true);
      // Nobody has sent it.
      expect(await store.files.list(room, owner.id, undefined, undefined, 9)).toMatchObject({ rows: [] });
      expect(await condemned(store, room)).toEqual(new Set());
      // It belongs to this message alone.
      await append(store, room, owner, { content });
      expect(await put(store, room, [{ url: 'https://a.example/', image }], content, 2)).toBe('unheld');
      expect((await (await opened.reopen()).log.tail(room, { seq: 0, rev: 9 }, 1))?.messages[0]?.links).toEqual(links);
    });

    test('[LINK-4] what was found in another text, or of a message that is gone, is put nowhere', async () => {
      const { store, member, room, links, image } = await scene();
      expect(await put(store, room, links, 'something else')).toBe('stale');
      expect(await put(store, room, links, content, 2)).toBe('stale');
      await put(store, room, links);
      await change(store, room, member, { content: 'only https://b.example/' }, 'edit');
      expect(await put(store, room, links)).toBe('stale');
      const next = await picture(store, member, room);
      const changed = [{ ...plain, image: next }];
      expect(await put(store, room, changed, 'only https://b.example/')).toBe('set');
      expect(await read(store, room, member)).toMatchObject({ links: changed, edited: 8 });
      // The picture of the address that was edited out has gone.
      expect(await store.files.read(room, member.id, image.id)).toEqual({ status: 'unclaimed' });
      expect(await condemned(store, room)).toEqual(new Set(hashesOf(image)));
      expect(await put(store, room, [], 'only https://b.example/')).toBe('set');
      expect((await read(store, room, member))?.links ?? []).toEqual([]);
      expect(await condemned(store, room)).toEqual(new Set([...hashesOf(image), ...hashesOf(next)]));
      await change(store, room, member, {}, 'delete');
      expect(await put(store, room, [plain], 'only https://b.example/')).toBe('stale');
    });

    test('[LINK-8] its author, and who may delete it, takes previews away, for good', async () => {
      const { store, owner, member, room, links, image } = await scene();
      const stranger = await newUser(store);
      await store.membership.join(room, stranger.id, 1);
      await put(store, room, links);
      expect(await change(store, room, stranger, {}, 'links')).toEqual({ status: 'not-yours' });
      expect(await change(store, room, member, {}, 'links')).toEqual({ status: 'changed', rev: 2, at: 8 });
      expect(await change(store, room, owner, {}, 'links')).toMatchObject({ status: 'changed', rev: 2 });
      expect((await read(store, room, owner))?.links).toBe('off');
      const tail = await store.log.tail(room, { seq: 1, rev: 1 }, 9);
      expect(tail?.changes).toEqual([expect.objectContaining({ kind: 'links', seq: 1, links: [], rev: 2 })]);
      expect(await condemned(store, room)).toEqual(new Set(hashesOf(image)));
      expect(await put(store, room, [plain])).toBe('stale');
      await change(store, room, member, { content: `${content}!` }, 'edit');
      expect(await put(store, room, [plain], `${content}!`)).toBe('stale');
      // Before there were any, by somebody else.
      const other = await newRoom(store, owner);
      await store.membership.join(other.id, member.id, 1);
      await append(store, other.id, member, { content });
      expect(await change(store, other.id, owner, {}, 'links')).toMatchObject({ status: 'changed', rev: 1 });
      expect(await put(store, other.id, [plain])).toBe('stale');
      const acts = async () =>
        (await store.audit.list({ room: other.id }, undefined, 9)).rows.map(({ entry }) => entry);
      await until('the act is on record', async () => (await acts()).length > 0);
      expect(await acts()).toEqual([
        expect.objectContaining({ act: 'message:links', by: owner.id, user: member.id, seq: 1 }),
      ]);
    });

    test('[LINK-6] the bytes of a picture go with its message, whether that is deleted, trimmed, or ends with its room', async () => {
      for (const how of ['delete', 'trim'] as const) {
        const { store, member, room, links, image } = await scene();
        await put(store, room, links);
        if (how === 'delete') await change(store, room, member, {}, 'delete');
        else await store.log.trim(room, 2);
        expect(await store.files.read(room, member.id, image.id)).toEqual({ status: 'unclaimed' });
        expect(await condemned(store, room)).toEqual(new Set(hashesOf(image)));
        expect((await store.log.tail(room, { seq: 0, rev: 0 }, 9))?.changes.map(({ kind }) => kind)).toEqual(
          how === 'delete' ? ['delete'] : ['hidden'],
        );
      }
      const { store, owner, room, links, image } = await scene();
      await put(store, room, links);
      await store.rooms.deleteRoom(room, owner.id, rightsOf('delete_room'));
      await until('its bytes are condemned', async () => (await condemned(store, room)).has(image.hash));
    });
  });
}
