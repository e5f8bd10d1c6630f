import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with people and their names. */
export function describePeople(name: string, open: OpenStore): void {
  describe(`people on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const at = Date.now();

    test('[SES-2] a name is claimed once, without regard to case, and passes from one holder to the next once', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'Holder');
      const claim = (username: string, from: typeof holder.id | null) =>
        store.people.claimName(
          { ...holder, id: `u_${Math.random().toString(36).slice(2)}` as typeof holder.id, username },
          from,
        );
      expect(await claim(holder.username.toUpperCase(), null)).toBe('taken');
      const claims = await Promise.all([1, 2, 3].map(() => claim(holder.username, holder.id)));
      expect(claims.toSorted()).toEqual(['claimed', 'taken', 'taken']);
      expect((await store.people.userByName(holder.username))?.id).not.toBe(holder.id);
      expect((await store.people.users([holder.id]))[0]).toMatchObject({ id: holder.id });
      expect(await store.people.userByName('nobody at all')).toBeNull();
    });

    test('[SES-2] a name that passed on leaves the one who had it her id, messages and rooms', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'passing');
      const room = await newRoom(store, holder);
      await append(store, room.id, holder);
      const heir: User = { ...holder, id: `${holder.id}x` as User['id'], displayName: 'heir' };
      expect(await store.people.claimName(heir, holder.id)).toBe('claimed');
      expect(await store.people.userByName(holder.username)).toEqual(heir);
      await store.membership.join(room.id, heir, at);
      await append(store, room.id, heir);
      const page = await store.log.page({ conversation: room.id, reader: heir.id, limit: 10 });
      expect(page).toMatchObject({ messages: [{ user: { id: holder.id } }, { user: { id: heir.id } }] });
      const members = await store.membership.members(room.id, heir.id, undefined, 10);
      if (members.status !== 'page') throw new Error('refused');
      expect(new Set(members.rows.map(({ user }) => user.id))).toEqual(new Set([holder.id, heir.id]));
    });
  });
}
