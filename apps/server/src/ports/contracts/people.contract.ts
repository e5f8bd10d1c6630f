import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProfileEdit } from '../people.ts';
import { newAccount } from './account-fixtures.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
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
      expect(await store.people.holderOf(holder.username)).not.toBe(holder.id);
      expect(await store.people.holderOf('nobody at all')).toBeNull();
    });

    test('[PEO-9] who has an account is named by the beginning of name, username and pinyin, as she is called now', async () => {
      const { store } = opened;
      const letters = (): string =>
        Array.from({ length: 7 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');
      const [old, now] = [letters(), letters()];
      const named = async (query: string) => (await store.people.named(query)).map(({ id }) => id);
      const become = async (user: User, change: (rev: number) => Promise<{ readonly status: string }>) => {
        const [kept] = await store.people.users([user.id]);
        expect(await change(kept?.rev ?? 0)).toMatchObject({ status: 'set' });
      };
      const call = (user: User, displayName: string) =>
        become(user, (rev) => store.people.setProfile(user.id, rev, { displayName }));
      const { user: she } = await newAccount(store);
      const guest = await newUser(store);
      await call(guest, `${old} guest`);
      await call(she, `重庆${old}`);
      for (const query of [`重庆${old}`, `chongqing${old}`, `CHONG QING ${old.slice(0, 5)}`, `cq${old}`])
        await until(`she is named by ${query}`, async () => (await named(query)).includes(she.id));
      expect(await named(old.slice(1))).toEqual([]);
      expect(await named('')).toEqual([]);
      expect(await named(`cq${old}x`)).toEqual([]);

      await call(she, `Amelia ${now}`);
      await until('she is named by a word of her new name', async () => (await named(now)).includes(she.id));
      await until('she is not by her former one', async () => !(await named(`cq${old}`)).includes(she.id));
      await become(she, (rev) => store.people.rename(she.id, rev, `x-${old}`));
      await until('she is named by her new username', async () => (await named(`x-${old}`)).includes(she.id));
      await until('and by its parts', async () => (await named(old)).includes(she.id));
      expect(await named(she.username)).not.toContain(she.id);

      const how = { act: 'admin:person', by: null } as const;
      await store.accounts.setDeactivated(she.id, true, how);
      for (const query of [now, old])
        await until('she is not named any more', async () => (await named(query)).length === 0);
      await store.accounts.setDeactivated(she.id, false, how);
      await until('she is named again', async () => (await named(now)).includes(she.id));
      await store.accounts.close(she.id, 'Deleted');
      for (const query of [now, old, 'Deleted', she.id])
        await until(`nobody is named by ${query}`, async () => !(await named(query)).includes(she.id));
    });

    test('[SES-9] a name that looks like a taken one is taken, and finds nobody else', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'looks');
      const word = String(Math.random()).replace(/\D/g, '').replace(/[01]/g, '7');
      const claim = (username: string) =>
        store.people.claimName(
          { ...holder, id: `u_${Math.random().toString(36).slice(2)}` as typeof holder.id, username },
          null,
        );
      expect(await claim(`pAIpal${word}`)).toBe('claimed');
      // Each looks like it as it was typed, or in small letters; none has its folded form.
      for (const other of [`palpal${word}`, `раlраl${word}`, `pa1pal${word}`, `PALPAL${word}`, `paipaI${word}`]) {
        expect(await claim(other), other).toBe('taken');
        expect(await store.people.holderOf(other), other).toBeNull();
      }
      expect(await claim(`paypal${word}`)).toBe('claimed');
      const found = await store.people.holderOf(`PAIPAL${word}`);
      expect(found && (await store.people.users([found]))[0]?.username).toBe(`pAIpal${word}`);
      // What a refused claim had reserved is free again.
      expect(await claim(`rnpalpal${word}`)).toBe('claimed');
    });

    test('[SES-2, SES-10] a name that passed on leaves the one who had it her id, messages and rooms', async () => {
      const { store } = opened;
      const holder = await newUser(store, 'passing');
      const room = await newRoom(store, holder);
      await append(store, room.id, holder);
      const heir: User = { ...holder, id: `${holder.id}x` as User['id'], displayName: 'heir' };
      expect(await store.people.claimName(heir, holder.id)).toBe('taken');
      expect(await store.people.claimName(heir, holder.id, 'anybody')).toBe('claimed');
      expect(await store.people.holderOf(holder.username)).toBe(heir.id);
      await store.membership.join(room.id, heir.id, at);
      await append(store, room.id, heir);
      const page = await store.log.page({ conversation: room.id, reader: heir.id, limit: 10 });
      expect(page).toMatchObject({ messages: [{ author: holder.id }, { author: heir.id }] });
      const members = await store.membership.members(room.id, heir.id, undefined, 10);
      if (members.status !== 'page') throw new Error('refused');
      expect(new Set(members.rows.map(({ user }) => user))).toEqual(new Set([holder.id, heir.id]));
    });

    test('[PEO-1] a profile is set from the rev that it has, by one of those who try at once, and is kept', async () => {
      const { store } = opened;
      const user = await newUser(store, 'Old');
      const sets = await Promise.all(
        ['A', 'B', 'C'].map((displayName) => store.people.setProfile(user.id, 0, { displayName })),
      );
      expect(sets.map(({ status }) => status).toSorted()).toEqual(['changed-meanwhile', 'changed-meanwhile', 'set']);
      const [kept] = await store.people.users([user.id]);
      for (const set of sets) expect(set).toMatchObject({ user: kept });
      expect(kept?.rev).toBeGreaterThan(0);
      expect(await store.people.setProfile(user.id, kept?.rev ?? 0, { displayName: '小“明”/\\' })).toMatchObject({
        status: 'set',
        user: { ...user, displayName: '小“明”/\\', rev: (kept?.rev ?? 0) + 1 },
      });
      expect(await store.people.setProfile(`${user.id}x` as User['id'], 0, { displayName: 'A' })).toEqual({
        status: 'no-user',
      });
      // What is written again with her name does not take her back.
      expect(await store.people.claimName(user, user.id)).toBe('claimed');
      expect((await store.people.users([user.id]))[0]).toMatchObject({ displayName: '小“明”/\\' });
    });

    test('[PEO-8] a status is kept as it was said, beside what else changes, until it is taken back', async () => {
      const { store } = opened;
      const user = await newUser(store, 'Status');
      const status = { emoji: '🌴', text: '“away” \\ 休假', until: 99_999_999_999_999 };
      const set = (rev: number, edit: ProfileEdit) => store.people.setProfile(user.id, rev, edit);
      expect(await set(0, { status })).toEqual({ status: 'set', user: { ...user, status, rev: 1 } });
      expect(await set(1, { displayName: 'Other' })).toMatchObject({ user: { displayName: 'Other', status } });
      expect(await store.people.users([user.id])).toEqual([{ ...user, displayName: 'Other', status, rev: 2 }]);
      expect(await set(2, { status: { text: 'x' } })).toMatchObject({ user: { status: { text: 'x' } } });
      expect(await set(3, { status: null })).toEqual({
        status: 'set',
        user: { ...user, displayName: 'Other', rev: 4 },
      });
    });

    test('[PEO-7] a username is changed, by one of those who want it; the former finds nobody, and is kept for who had it', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store, 'Ann'), await newUser(store, 'Ben')];
      const word = `n${Math.random().toString(36).slice(2, 10)}x`;
      const rename = (who: User, rev: number, to: string) => store.people.rename(who.id, rev, to);
      expect(await rename(ann, 0, ben.username.toUpperCase())).toEqual({ status: 'taken' });
      expect(await rename(ann, 7, word)).toEqual({ status: 'changed-meanwhile', user: ann });
      expect(await rename({ ...ann, id: `${ann.id}x` as User['id'] }, 0, word)).toEqual({ status: 'no-user' });
      const both = await Promise.all([rename(ann, 0, word), rename(ben, 0, word)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['set', 'taken']);
      const [one, other] = both[0].status === 'set' ? [ann, ben] : [ben, ann];
      expect(await store.people.users([one.id])).toEqual([{ ...one, username: word, rev: 1 }]);
      expect(await store.people.holderOf(word)).toBe(one.id);
      expect(await store.people.holderOf(one.username)).toBeNull();
      // Kept for her: not for somebody who is there, nor for who comes.
      expect(await rename(other, 0, one.username)).toEqual({ status: 'taken' });
      const comer: User = { ...other, id: `${other.id}y` as User['id'], username: one.username };
      expect(await store.people.claimName(comer, null)).toBe('taken');
      expect(await rename(one, 1, word.toUpperCase())).toMatchObject({ status: 'set' });
      expect(await store.people.holderOf(word)).toBe(one.id);
      expect(await rename(one, 2, one.username)).toEqual({ status: 'set', user: { ...one, rev: 3 } });
      expect(await store.people.holderOf(one.username)).toBe(one.id);
      expect(await store.people.holderOf(word)).toBeNull();
      let [outcome, rev] = [await rename(other, 0, `${word}0`), 1];
      for (; outcome.status === 'set' && rev < 9; rev += 1) outcome = await rename(other, rev, `${word}${rev}`);
      expect([outcome, rev]).toEqual([{ status: 'too-often' }, 6]);
      // What could not be had is free.
      expect(await store.people.claimName({ ...comer, username: `${word}5` }, null)).toBe('claimed');
    });

    test('[PEO-2] a change is heard by all who listen, and by nobody who has stopped', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const heard: string[] = [];
      const missed = (): void => undefined;
      const listening = store.people.listen({ changed: (users) => void heard.push(...users), missed });
      // Where hearing begins later, `missed` says so; a change is told within a minute in any case, and here at once.
      await until('it is heard', async () => {
        const [now] = await store.people.users([user.id]);
        await store.people.setProfile(user.id, now?.rev ?? 0, { displayName: `name ${now?.rev}` });
        await new Promise((resolve) => setTimeout(resolve, 50));
        return heard.includes(user.id);
      });
      listening.stop();
      await new Promise((resolve) => setTimeout(resolve, 100));
      heard.length = 0;
      await store.people.setProfile(other.id, 0, { displayName: 'unheard' });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(heard).toEqual([]);
    });

    test('[PEO-2] her name stands in the conversations that she belongs to, and in those that she has left', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const [left, stayed, foreign] = [
        await newRoom(store, other),
        await newRoom(store, user),
        await newRoom(store, other),
      ];
      await store.membership.join(left.id, user.id, at);
      await store.membership.leave(left.id, user.id);
      const { facts } = await store.rooms.openDirect(user.id, other.id, at);
      const found = await store.people.conversationsOf(user.id);
      expect(found.toSorted()).toEqual([left.id, stayed.id, facts.id].toSorted());
      expect(found).not.toContain(foreign.id);
      expect(await store.people.conversationsOf(`${user.id}x` as User['id'])).toEqual([]);
    });

    test('[PEO-6] a guest whose sessions have all ended is gone for good, once, and that is told', async () => {
      const { store } = opened;
      const user = await newUser(store);
      const heard: string[] = [];
      const listening = store.people.listen({
        changed: (users) => void heard.push(...users),
        missed: () => undefined,
      });
      const session = (id: string, endsIn: number) =>
        store.sessions.create(`hash ${id} ${user.id}`, {
          id: `${id} ${user.id}`,
          user,
          kind: 'guest',
          expiresAt: at + endsIn,
        });
      await session('short', 60_000);
      await session('long', 120_000);
      expect(await store.people.retire(user.id, at + 60_000)).toEqual(user);
      await store.sessions.revoke({ id: `short ${user.id}`, user: user.id });
      expect(await store.people.retire(user.id, at + 60_000)).toEqual(user);
      await store.people.setProfile(user.id, 0, { displayName: 'Last' });
      const gone = { ...user, displayName: 'Last', deactivated: true, rev: 2 };
      const retired = await Promise.all([1, 2, 3].map(() => store.people.retire(user.id, at + 120_000)));
      expect(retired).toEqual([gone, gone, gone]);
      expect(await store.people.users([user.id])).toEqual([gone]);
      await until('it is told', () => heard.includes(user.id));
      expect(await store.people.retire(`${user.id}x` as User['id'], at)).toBeNull();
      listening.stop();
    });

    test('[PEO-1] a session answers its user as she is now', async () => {
      const { store } = opened;
      const user = await newUser(store);
      await store.sessions.create(`hash ${user.id}`, {
        id: `s ${user.id}`,
        user,
        kind: 'guest',
        expiresAt: at + 60_000,
      });
      await store.people.setProfile(user.id, 0, { displayName: 'Now' });
      expect(await store.sessions.resume(`hash ${user.id}`, at, null)).toMatchObject({
        user: { id: user.id, displayName: 'Now', rev: 1 },
      });
    });
  });
}
