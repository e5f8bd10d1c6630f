import { asUserId } from '@rookery/protocol';
import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import type { StoredSession } from '../session-store.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const how = { act: 'admin:person', by: null } as const;
const refused = { status: 'refused', code: 'forbidden' } as const;

/** What any store must do with who is deactivated, who owns the server, and the list of all people. */
export function describeDeactivation(name: string, open: OpenStore): void {
  describe(`deactivation on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    let secrets = 0;
    const begin = async (store: Store, user: User): Promise<string> => {
      const id = `s-${user.id}-${(secrets += 1)}`;
      const session: StoredSession = { id, user, kind: 'account', expiresAt: Date.now() + 60_000 };
      await store.sessions.create(`hash-${id}`, session);
      return id;
    };
    const join = (store: Store, room: ConversationId, user: User) =>
      store.membership.join(room, user.id, Date.now(), true);
    const read = (store: Store, conversation: ConversationId, user: User) =>
      store.log.page({ conversation, reader: user.id, limit: 10 });

    test('[ACC-16] her sessions end, none begins, she may nothing anywhere, and is shown as gone; and all of it is taken back', async () => {
      const { store } = opened;
      const [owner, she] = [await newUser(store, 'owner', false), await newUser(store, 'she', false)];
      const [one, other] = [await newRoom(store, owner), await newRoom(store, owner)];
      await join(store, one.id, she);
      const direct = (await store.rooms.openDirect(owner.id, she.id, Date.now())).facts.id as ConversationId;
      const { seq } = await append(store, one.id, she);
      const sessions = [await begin(store, she), await begin(store, she)];
      const ended: string[] = [];
      const listening = await store.announcements.listenToUser(she.id, {
        hear: (told) => (told.kind === 'revoked' ? ended.push(...told.sessions) : 0),
        missed: () => undefined,
      });
      for (const _again of [1, 2])
        expect(await store.accounts.setDeactivated(she.id, true, how)).toMatchObject({ id: she.id, deactivated: true });
      expect(await store.sessions.list(she.id, Date.now())).toEqual([]);
      await until('the end of her sessions is told', () => sessions.every((id) => ended.includes(id)));
      listening.stop();
      await expect(begin(store, she)).rejects.toMatchObject({ code: 'unauthorized' });
      for (const conversation of [one.id, direct]) {
        expect(await store.log.append(newMessage(conversation, she))).toEqual(refused);
        expect(await read(store, conversation, she)).toEqual(refused);
      }
      const change = { conversation: one.id, by: she.id, seq, at: Date.now(), id: `x-${she.id}` };
      expect(await store.log.change({ ...change, kind: 'delete', ...changeNeeds.delete })).toEqual(refused);
      await expect(join(store, other.id, she)).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.membership.membersAmong(other.id, [she.id])).toEqual(new Set());
      await store.membership.join(other.id, owner.id, Date.now(), true);
      // What others do there goes on, mutes and their end too.
      const mute = (ends: number | null) =>
        store.moderation.mute(one.id, owner.id, rightsOf('mute'), she.id, { until: ends, reason: null });
      await mute(Date.now() + 60_000);
      await mute(null);
      expect(await read(store, one.id, she)).toEqual(refused);
      expect(await read(store, one.id, owner)).toMatchObject({ status: 'page' });
      const back = await store.accounts.setDeactivated(she.id, false, how);
      expect(back).not.toHaveProperty('deactivated');
      for (const conversation of [one.id, direct]) {
        expect(await store.log.append(newMessage(conversation, she))).toMatchObject({ status: 'appended' });
        expect(await read(store, conversation, she)).toMatchObject({ status: 'page' });
      }
      expect(await join(store, other.id, she)).toMatchObject({ status: 'joined' });
      await begin(store, she);
      const { rows } = await store.audit.list({ user: she.id }, undefined, 10);
      expect(rows.map(({ entry }) => entry.after).filter((after) => after && 'deactivated' in after)).toEqual([
        { deactivated: false },
        { deactivated: true },
      ]);
      expect(await store.accounts.setDeactivated(asUserId(`${she.id}x`), true, how)).toBeNull();
    });

    test('[ACC-16] a joining, a founding or a session at the same time is before it or not at all', async () => {
      const { store } = opened;
      const owner = await newUser(store, 'owner', false);
      const room = await newRoom(store, owner);
      for (let round = 0; round < 8; round += 1) {
        const she = await newUser(store, 'she', false);
        const own = newRoom(store, she).catch(() => null);
        const [joined, began] = await Promise.allSettled([
          join(store, room.id, she),
          begin(store, she),
          store.accounts.setDeactivated(she.id, true, how),
        ]);
        const made = await own;
        expect(await store.sessions.list(she.id, Date.now())).toEqual([]);
        const isIn = (await store.membership.membersAmong(room.id, [she.id])).has(she.id);
        expect(isIn).toBe(joined.status === 'fulfilled');
        if (began.status === 'rejected') expect(began.reason).toMatchObject({ code: 'unauthorized' });
        for (const conversation of [room.id, made?.id ?? room.id])
          expect((await store.log.append(newMessage(conversation, she))).status).toBe('refused');
      }
    });

    test('[ACC-17] the server keeps an owner: the last one neither steps down nor is deactivated, also of two at once', async () => {
      const { store } = opened;
      // Those whom other suites have made on a store that all share.
      const [first, second] = [await newUser(store, 'first', false), await newUser(store, 'second', false)];
      for (const user of [first, second]) await store.accounts.setRole(user.id, 'owner', how);
      for await (const user of everybody(store))
        if (user.role === 'owner' && user.id !== first.id && user.id !== second.id)
          await store.accounts.setRole(user.id, null, how);
      const outcomes = await Promise.all([
        store.accounts.setRole(first.id, null, how),
        store.accounts.setDeactivated(second.id, true, how),
      ]);
      expect(outcomes.filter((outcome) => outcome === 'last-owner')).toHaveLength(1);
      const [last, freed] = outcomes[0] === 'last-owner' ? [first, second] : [second, first];
      expect(await store.accounts.setRole(last.id, 'admin', how)).toBe('last-owner');
      expect(await store.accounts.setDeactivated(last.id, true, how)).toBe('last-owner');
      await store.accounts.setDeactivated(freed.id, false, how);
      await store.accounts.setRole(freed.id, 'owner', how);
      expect(await store.accounts.setRole(last.id, null, how)).toMatchObject({ id: last.id });
    });

    async function* everybody(store: Store, query = '', limit = 50): AsyncGenerator<User> {
      let cursor: string | undefined;
      do {
        const page = await store.people.search(query, cursor, limit);
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        yield* page.rows;
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
    }

    test('[ACC-17] everybody is found by the words in her name, in pages, also who is gone', async () => {
      const { store } = opened;
      const made: User[] = [];
      for (let count = 0; count < 5; count += 1)
        made.push(await newUser(store, `findable${'abcde'[count]}`, count < 2));
      const [guest, , gone] = made;
      if (!guest || !gone) throw new Error('five were made');
      await store.accounts.setDeactivated(gone.id, true, how);
      const idsOf = async (query: string, limit?: number): Promise<Set<string>> => {
        const ids = new Set<string>();
        for await (const user of everybody(store, query, limit)) ids.add(user.id);
        return ids;
      };
      const all = new Set<string>(made.map(({ id }) => id));
      expect(await idsOf('FINDABLE', 2)).toEqual(all);
      expect(await idsOf('findablea')).toEqual(new Set([guest.id]));
      const everyone = await idsOf('');
      expect([...all].filter((id) => !everyone.has(id))).toEqual([]);
      await expect(store.people.search('', 'nonsense', 5)).rejects.toMatchObject({ code: 'bad_request' });
    });
  });
}
