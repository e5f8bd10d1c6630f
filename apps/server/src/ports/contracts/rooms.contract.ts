import { foldName } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import { append, newRoom, newUser, roomFacts } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with rooms, their names and lists, and with direct conversations. */
export function describeRooms(name: string, open: OpenStore): void {
  describe(`rooms and direct conversations on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const at = Date.now();

    test('[ROOM-2] a public name is one room’s, also when many want it at once; a rename frees the old one', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const named = `Market ${Math.random()}`;
      const made = await Promise.all(
        [named, named.toUpperCase(), foldName(named)].map((one) =>
          store.rooms.createRoom(roomFacts(owner, { name: one }), owner.id),
        ),
      );
      expect(made.filter(({ status }) => status === 'created')).toHaveLength(1);
      const room = await store.rooms.publicRoomByName(named.toLowerCase());
      if (!room) throw new Error('not found by name');
      const renamed = `${named} II`;
      expect(
        await store.rooms.editRoom(room, owner.id, rightsOf('edit_room'), { name: renamed, at: 1, id: 'e1' }),
      ).toMatchObject({
        status: 'edited',
        state: { facts: { name: renamed }, head: { rev: 1 } },
      });
      expect(await store.rooms.publicRoomByName(named)).toBeNull();
      expect(await store.rooms.publicRoomByName(renamed)).toBe(room);
      const other = await newRoom(store, owner, { name: named });
      expect(
        await store.rooms.editRoom(other.id, owner.id, rightsOf('edit_room'), { name: renamed, at: 1, id: 'e2' }),
      ).toEqual({
        status: 'taken',
      });
    });

    test('[ROOM-12] a public name that looks like a taken one is taken; a rename frees how the old one looked', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const word = String(Math.random()).replace(/\D/g, '').replace(/[01]/g, '7');
      const create = async (name: string, more: Partial<ReturnType<typeof roomFacts>> = {}) =>
        store.rooms.createRoom(roomFacts(owner, { name, ...more }), owner.id);
      const made = await create(`Release ${word}`);
      if (made.status !== 'created' || made.state.facts.kind !== 'room') throw new Error('not made');
      const { id } = made.state.facts;
      for (const alike of [`Rеlеаsе ${word}`, `Re1ease ${word}`, `Release  ${word}`])
        expect(await create(alike), alike).toEqual({ status: 'taken' });
      expect(await create(`Re1ease ${word}`, { visibility: 'private' })).toMatchObject({ status: 'created' });
      expect(await store.rooms.publicRoomByName(`Re1ease ${word}`)).toBeNull();
      const edit = (name: string) =>
        store.rooms.editRoom(id, owner.id, rightsOf('edit_room'), { name, at: 1, id: `e${Math.random()}` });
      // Its own look is no hindrance.
      expect(await edit(`RELEASE ${word}`)).toMatchObject({ status: 'edited' });
      expect(await edit(`Other ${word}`)).toMatchObject({ status: 'edited' });
      expect(await create(`Re1ease ${word}`)).toMatchObject({ status: 'created' });
      expect(await edit(`Release ${word}`)).toEqual({ status: 'taken' });
      expect(await store.rooms.publicRoomByName(`other ${word}`)).toBe(id);
    });

    test('[LOG-6] a direct conversation opened from both sides at once is one; nobody else can reach it', async () => {
      const { store } = opened;
      const [a, b, stranger] = [await newUser(store), await newUser(store), await newUser(store)];
      const states = await Promise.all([
        store.rooms.openDirect(a.id, b.id, at),
        store.rooms.openDirect(b.id, a.id, at),
        store.rooms.openDirect(a.id, b.id, at),
      ]);
      const { facts, head } = states[0];
      for (const state of states) expect(state.facts).toEqual(facts);
      for (const state of states) expect(state.head.epoch).toBe(head.epoch);
      for (const user of [a, b])
        expect((await store.users.inbox(user.id, undefined, 10)).rows).toMatchObject([
          { role: 'member', state: { facts: { kind: 'direct', id: facts.id }, members: 2 } },
        ]);
      const refused = { status: 'refused', code: 'not_found' };
      expect(await store.membership.look(facts.id, stranger.id)).toEqual(refused);
      expect(await store.membership.join(facts.id, stranger.id, at)).toEqual(refused);
      expect(await store.membership.members(facts.id, stranger.id, undefined, 10)).toEqual(refused);
      const self = await store.rooms.openDirect(a.id, a.id, at);
      expect(self).toMatchObject({ members: 1, facts: { pair: [a.id, a.id] } });
      expect((await append(store, self.facts.id, a)).seq).toBe(1);
    });

    test('[ROOM-1] rooms come in pages, each once', async () => {
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
          const page = await store.rooms.rooms(reader, stem.toUpperCase(), cursor, 3);
          ids.push(...page.rows.map(({ facts }) => facts.id));
          if (page.next === null) return ids;
          cursor = page.next;
        }
      };
      expect((await list(null)).toSorted()).toEqual(rooms.map(({ id }) => id).toSorted());
      expect((await list(owner.id)).toSorted()).toEqual([...rooms.map(({ id }) => id), secret.id].toSorted());
      await expect(store.rooms.rooms(null, undefined, '§not a cursor§', 3)).rejects.toMatchObject({
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
      const found = await store.rooms.rooms(null, '!', undefined, 10);
      expect(found.rows.map(({ facts }) => facts.name).filter((name) => name.startsWith(stem))).toEqual([
        named(599),
        named(1_199),
      ]);
      expect(found.next).toBeNull();
    });
  });
}
