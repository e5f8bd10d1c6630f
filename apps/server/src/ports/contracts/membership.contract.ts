import { foldName } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationAnnouncement, UserAnnouncement } from '../announcements.ts';
import { append, newRoom, newUser, roomFacts, until } from './people.ts';
import type { OpenStore, OpenedStore } from './people.ts';

/** What any directory and user log must do, and what they announce. */
export function describeMembership(name: string, open: OpenStore): void {
  describe(`directory and user log on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[SES-2] a name is claimed once, without regard to case, and passes from one holder to the next once', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'Holder');
      const claim = (username: string, from: typeof holder.id | null) =>
        store.directory.claimName(
          { ...holder, id: `u_${Math.random().toString(36).slice(2)}` as typeof holder.id, username },
          from,
        );
      expect(await claim(holder.username.toUpperCase(), null)).toBe('taken');
      const claims = await Promise.all([1, 2, 3].map(() => claim(holder.username, holder.id)));
      expect(claims.toSorted()).toEqual(['claimed', 'taken', 'taken']);
      expect((await store.directory.userByName(holder.username))?.id).not.toBe(holder.id);
      expect((await store.directory.users([holder.id]))[0]).toMatchObject({ id: holder.id });
      expect(await store.directory.userByName('nobody at all')).toBeNull();
    });

    test('[ROOM-2] a public name is one room’s, also when many want it at once; a rename frees the old one', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const named = `Market ${Math.random()}`;
      const made = await Promise.all(
        [named, named.toUpperCase(), foldName(named)].map((one) =>
          store.directory.createRoom(roomFacts(owner, { name: one }), owner),
        ),
      );
      expect(made.filter(({ status }) => status === 'created')).toHaveLength(1);
      const room = await store.directory.publicRoomByName(named.toLowerCase());
      if (!room) throw new Error('not found by name');
      const renamed = `${named} II`;
      expect(await store.directory.editRoom(room, owner.id, { name: renamed, at: 1, id: 'e1' })).toMatchObject({
        status: 'edited',
        state: { facts: { name: renamed }, head: { rev: 1 } },
      });
      expect(await store.directory.publicRoomByName(named)).toBeNull();
      expect(await store.directory.publicRoomByName(renamed)).toBe(room);
      const other = await newRoom(store, owner, { name: named });
      expect(await store.directory.editRoom(other.id, owner.id, { name: renamed, at: 1, id: 'e2' })).toEqual({
        status: 'taken',
      });
    });

    test('[ROOM-3, ROOM-6] invitations, removals and their refusals', async () => {
      const { store } = opened;
      const [owner, member, guest] = [await newUser(store), await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner, { visibility: 'private' });
      const now = Date.now();
      expect(await store.directory.join(room.id, member, now)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.directory.invite(room.id, member.id, guest, now)).toEqual({
        status: 'refused',
        code: 'not_found',
      });
      expect(await store.directory.invite(room.id, owner.id, member, now)).toEqual({ status: 'invited' });
      expect(await store.directory.look(room.id, member.id)).toMatchObject({ status: 'seen', role: 'invited' });
      expect(await store.users.line(member.id, room.id)).toMatchObject({ role: 'invited' });
      expect(await store.directory.join(room.id, member, now)).toMatchObject({
        status: 'joined',
        role: 'member',
        state: { members: 2, removals: 0 },
      });
      expect(await store.directory.join(room.id, member, now)).toMatchObject({ status: 'already' });
      expect(await store.directory.remove(room.id, member.id, owner.id)).toEqual({
        status: 'refused',
        code: 'forbidden',
      });
      expect(await store.directory.remove(room.id, owner.id, guest.id)).toEqual({ status: 'not-a-member' });
      expect(await store.directory.membersAmong(room.id, [owner.id, member.id, guest.id])).toEqual(
        new Set([owner.id, member.id]),
      );
      expect(await store.directory.remove(room.id, owner.id, member.id)).toEqual({ status: 'removed' });
      expect(await store.users.line(member.id, room.id)).toBeNull();
      expect(await store.directory.look(room.id, member.id)).toEqual({ status: 'refused', code: 'not_found' });
      expect((await store.log.states([room.id]))[0]).toMatchObject({ members: 1, removals: 1 });
      const direct = await store.directory.openDirect(owner, member, now);
      expect(await store.directory.leave(direct.facts.id, owner.id)).toEqual({ status: 'refused', code: 'forbidden' });
      expect((await store.directory.openDirect(member, owner, now)).facts.id).toBe(direct.facts.id);
    });

    test('[ROOM-1] rooms and members come in pages, each once', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const stem = `paged${Math.random().toString(36).slice(2)}`;
      const rooms = await Promise.all(
        Array.from({ length: 7 }, (_, index) => newRoom(store, owner, { name: `${stem} ${index}` })),
      );
      const secret = await newRoom(store, owner, { name: `${stem} secret`, visibility: 'private' });
      const list = async (reader: typeof owner.id | null): Promise<string[]> => {
        const ids: string[] = [];
        for (let cursor: string | undefined; ;) {
          const page = await store.directory.rooms(reader, stem.toUpperCase(), cursor, 3);
          ids.push(...page.rows.map(({ facts }) => facts.id));
          if (page.next === null) return ids;
          cursor = page.next;
        }
      };
      expect((await list(null)).toSorted()).toEqual(rooms.map(({ id }) => id).toSorted());
      expect((await list(owner.id)).toSorted()).toEqual([...rooms.map(({ id }) => id), secret.id].toSorted());
      const [room] = rooms;
      if (!room) throw new Error('no room');
      const people = await Promise.all(Array.from({ length: 6 }, () => newUser(store)));
      for (const user of people) await store.directory.join(room.id, user, Date.now());
      const members: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.directory.members(room.id, owner.id, cursor, 3);
        if (page.status !== 'page') throw new Error('refused');
        members.push(...page.rows.map(({ user }) => user.id));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(members.toSorted()).toEqual([owner, ...people].map(({ id }) => id).toSorted());
      await expect(store.directory.rooms(null, undefined, '§not a cursor§', 3)).rejects.toMatchObject({
        code: 'bad_request',
      });
    });

    test('[ROOM-1] a search through more rooms than are looked at in one step finds all that match', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const stem = Math.random().toString(36).slice(2);
      const named = (index: number): string =>
        `${stem} ${String(index).padStart(4, '0')}${index % 600 === 599 ? '!' : ''}`;
      for (let from = 0; from < 1_200; from += 100)
        await Promise.all(
          Array.from({ length: 100 }, (_, offset) => newRoom(store, owner, { name: named(from + offset) })),
        );
      const found = await store.directory.rooms(null, '!', undefined, 10);
      expect(found.rows.map(({ facts }) => facts.name).filter((name) => name.startsWith(stem))).toEqual([
        named(599),
        named(1_199),
      ]);
      expect(found.next).toBeNull();
    });

    test('[RES-2] a user’s steps are numbered without a gap and heard in order; since continues or resets', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const room = await newRoom(store, user);
      await store.directory.join(room.id, other, Date.now());
      await append(store, room.id, other);
      await append(store, room.id, other);
      expect(await store.users.mark(user.id, room.id, 1, false)).toEqual({ status: 'marked', read: 1, unread: 1 });
      expect(await store.users.mark(user.id, room.id, 0, false)).toEqual({ status: 'marked', read: 1, unread: 1 });
      expect(await store.users.mark(user.id, room.id, 0, true)).toEqual({ status: 'marked', read: 0, unread: 2 });
      await store.directory.leave(room.id, user.id);
      await until('all steps are heard', () => heard.length >= 4);
      const steps = heard.flatMap((announcement) => (announcement.kind === 'inbox' ? [announcement.step] : []));
      expect(steps).toMatchObject([
        { prev: 0, rev: 1, added: room.id },
        { prev: 1, rev: 2, read: { conversation: room.id, read: 1, unread: 1 } },
        { prev: 2, rev: 3, read: { read: 0, unread: 2 } },
        { prev: 3, rev: 4, removed: room.id },
      ]);
      const since = await store.users.since(user.id, 0);
      expect(since).toMatchObject({ status: 'steps', rev: 4 });
      expect(since.status === 'steps' && since.steps.at(-1)).toMatchObject({ rev: 4, removed: room.id });
      expect(await store.users.since(user.id, 4)).toEqual({ status: 'steps', rev: 4, steps: [] });
      expect(await store.users.since(user.id, 99)).toEqual({ status: 'reset' });
      expect(await store.users.mark(user.id, room.id, 1, false)).toEqual({ status: 'refused', code: 'forbidden' });
      listening.stop();
    });

    test('[READ-2] the inbox is whole under paging, newest activity first, with mentions after the mark', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const rooms = [];
      for (let index = 0; index < 5; index += 1) {
        const room = await newRoom(store, other);
        await store.directory.join(room.id, user, Date.now());
        rooms.push(room);
      }
      const [quiet] = rooms;
      if (!quiet) throw new Error('no room');
      await append(store, quiet.id, other, { content: 'psst', mentions: [user.id] });
      const ids: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.users.inbox(user.id, cursor, 2);
        ids.push(...page.rows.map(({ state }) => state.facts.id));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(new Set(ids)).toEqual(new Set(rooms.map(({ id }) => id)));
      const line = await store.users.line(user.id, quiet.id);
      expect(line).toMatchObject({
        read: 0,
        mentions: 1,
        role: 'member',
        last: { content: 'psst', mentions: [user.id] },
      });
      expect((await store.users.conversations(user.id)).conversations).toHaveLength(5);
    });

    test('[DEL-2] what is written is announced in the log’s order, with the membership version', async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      await store.directory.join(room.id, member, Date.now());
      await Promise.all(Array.from({ length: 20 }, () => append(store, room.id, owner)));
      await store.log.change({
        kind: 'edit',
        conversation: room.id,
        by: owner.id,
        seq: 1,
        at: 1,
        id: 'c-1',
        content: 'edited',
      });
      await store.directory.leave(room.id, member.id);
      await append(store, room.id, owner);
      await until('all is heard', () => heard.length >= 24);
      const messages = heard.flatMap((announcement) => (announcement.kind === 'message' ? [announcement] : []));
      expect(messages.map(({ message }) => message.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
      expect(messages.map(({ removals }) => removals)).toEqual([...Array.from({ length: 20 }, () => 0), 1]);
      expect(heard.find(({ kind }) => kind === 'change')).toMatchObject({
        change: { prev: 0, rev: 1, id: 'c-1', kind: 'edit', seq: 1, content: 'edited' },
      });
      expect(heard.filter(({ kind }) => kind === 'members')).toMatchObject([
        { joined: { id: member.id }, members: 2, removals: 0 },
        { left: member.id, members: 1, removals: 1 },
      ]);
      listening.stop();
      listening.stop();
    });
  });
}
