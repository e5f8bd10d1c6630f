import { asUserId } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserAnnouncement } from '../announcements.ts';
import { beginning, dayMs, newAccount, newGuest, now, word } from './account-fixtures.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with accounts, and with the sessions of those who have one. */
export function describeAccounts(name: string, open: OpenStore): void {
  describe(`accounts on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[ACC-1] a guest becomes an account in one step, keeps what is hers, and has another secret', async () => {
      const { store } = opened;
      const { user, hash, account } = await newGuest(store);
      const room = await newRoom(store, user);
      await store.sessions.create(`other ${hash}`, {
        id: `o ${user.id}`,
        user,
        kind: 'guest',
        expiresAt: now + 60_000,
      });
      const told: string[] = [];
      const heard: UserAnnouncement[] = [];
      const listening = [
        store.people.listen({ changed: (users) => void told.push(...users), missed: () => undefined }),
        await store.announcements.listenToUser(user.id, {
          hear: (announcement) => heard.push(announcement),
          missed: () => undefined,
        }),
      ];
      const made = { ...user, guest: false, rev: 1 };
      expect(await store.accounts.create(account, now)).toEqual({ status: 'created', user: made });
      expect(await store.people.users([user.id])).toEqual([made]);
      expect(await store.people.holderOf(user.username)).toBe(user.id);
      expect(await store.people.conversationsOf(user.id)).toEqual([room.id]);
      expect(await store.sessions.resume(account.session.secretHash, now, null)).toEqual({
        id: account.session.id,
        user: made,
        kind: 'account',
        expiresAt: account.session.expiresAt,
      });
      for (const gone of [hash, `other ${hash}`]) expect(await store.sessions.resume(gone, now, null), gone).toBeNull();
      await until('her other device is told', () =>
        heard.some((one) => one.kind === 'revoked' && one.sessions.includes(`o ${user.id}`)),
      );
      expect(heard.some((one) => one.kind === 'revoked' && one.sessions.includes(account.session.id))).toBe(false);
      await until('it is told', () => told.includes(user.id));
      for (const one of listening) one.stop();
    });

    test('[ACC-1] it is made once: the same again is what was made, another one is not, and without a session none is', async () => {
      const { store } = opened;
      const { account, user } = await newAccount(store);
      expect(await store.accounts.create(account, now)).toEqual({ status: 'created', user });
      expect(await store.accounts.create({ ...account, password: 'hash of another' }, now)).toEqual({
        status: 'has-one',
      });
      expect(await store.accounts.passwordOf(user.id)).toBe(account.password);
      const ended = await newGuest(store, 10);
      expect(await store.accounts.create(ended.account, now + 20)).toEqual({ status: 'no-session' });
      const nobody = { ...account, user: asUserId(`u_x${word()}`) };
      expect(await store.accounts.create(nobody, now)).toEqual({ status: 'no-session' });
      const gone = await newGuest(store);
      await store.sessions.revoke({ id: gone.account.session.id, user: gone.user.id });
      await store.people.retire(gone.user.id, now);
      expect(await store.accounts.create(gone.account, now)).toEqual({ status: 'no-session' });
      expect(await store.accounts.passwordOf(gone.user.id)).toBeNull();
    });

    test('[ACC-1] of two who make it at once, one does', async () => {
      const { store } = opened;
      const { account, user } = await newGuest(store);
      const outcomes = await Promise.all(
        ['a', 'b', 'c'].map((password) => store.accounts.create({ ...account, password }, now)),
      );
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['created', 'has-one', 'has-one']);
      const made = ['a', 'b', 'c'][outcomes.findIndex(({ status }) => status === 'created')];
      expect(await store.accounts.passwordOf(user.id)).toBe(made);
    });

    test('[ACC-4] the name of an account is hers without any session, and she is never gone', async () => {
      const { store } = opened;
      const { user, account } = await newAccount(store);
      await store.sessions.revoke({ id: account.session.id, user: user.id });
      expect(await store.sessions.liveKind(user.id, now)).toBeNull();
      const heir: User = { ...user, id: asUserId(`${user.id}x`), guest: true, rev: 0 };
      expect(await store.people.claimName(heir, user.id)).toBe('taken');
      expect(await store.people.claimName(heir, user.id, 'anybody')).toBe('taken');
      expect(await store.people.holderOf(user.username)).toBe(user.id);
      expect(await store.people.retire(user.id, now + dayMs)).toEqual(user);
    });

    test('[ACC-2, ACC-8] a password is changed from the one that was found, by one of those who try', async () => {
      const { store } = opened;
      const { user, account } = await newAccount(store);
      const sets = await Promise.all(
        ['one', 'two'].map((to) => store.accounts.setPassword(user.id, account.password, to)),
      );
      expect(sets.toSorted()).toEqual(['changed-meanwhile', 'set']);
      const kept = await store.accounts.passwordOf(user.id);
      expect(kept).toBe(sets[0] === 'set' ? 'one' : 'two');
      expect(await store.accounts.setPassword(user.id, account.password, kept ?? '')).toBe('set');
      const guest = await newUser(store);
      expect(await store.accounts.setPassword(guest.id, '', 'x')).toBe('changed-meanwhile');
      expect(await store.accounts.passwordOf(guest.id)).toBeNull();
    });

    test('[ACC-7] sessions are listed with how they began, and end all at once but one, which is told', async () => {
      const { store } = opened;
      const { user, account } = await newAccount(store);
      const create = (id: string, from?: typeof beginning, endsIn = 90_000): Promise<void> =>
        store.sessions.create(`hash ${id}`, { id, user, kind: 'account', expiresAt: now + endsIn }, from);
      const [phone, old, over] = [word(), word(), word()];
      await create(phone, { ...beginning, agent: '小“明”/\\' });
      await create(old);
      await create(over, beginning, 1_000);
      const listed = (await store.sessions.list(user.id, now + 2_000)).toSorted((a, b) => a.expiresAt - b.expiresAt);
      expect(listed.map(({ id, kind, beginning: from }) => [id, kind, from])).toEqual(
        expect.arrayContaining([
          [phone, 'account', { ...beginning, agent: '小“明”/\\' }],
          [old, 'account', null],
          [account.session.id, 'account', beginning],
        ]),
      );
      expect(listed).toHaveLength(3);
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      await store.sessions.revokeAll(user.id, old);
      await store.sessions.revokeAll(user.id, old);
      await until('they are told', () => {
        const ended = heard.flatMap((one) => (one.kind === 'revoked' ? one.sessions : []));
        return [phone, account.session.id].every((id) => ended.includes(id)) && !ended.includes(old);
      });
      expect((await store.sessions.list(user.id, now)).map(({ id }) => id)).toEqual([old]);
      expect(await store.sessions.resume(`hash ${phone}`, now, null)).toBeNull();
      expect(await store.sessions.resume(`hash ${old}`, now, null)).toMatchObject({ id: old });
      await store.sessions.revokeAll(user.id, null);
      expect(await store.sessions.list(user.id, now)).toEqual([]);
      expect(await store.sessions.list(asUserId(`${user.id}x`), now)).toEqual([]);
      listening.stop();
    });

    test('[ACC-11] no use moves a session’s end beyond its bound', async () => {
      const { store } = opened;
      const { user } = await newAccount(store);
      const [id, endsBy] = [word(), now + 100_000];
      await store.sessions.create(
        `hash ${id}`,
        { id, user, kind: 'account', expiresAt: now + 50_000 },
        { ...beginning, endsBy },
      );
      expect(await store.sessions.resume(`hash ${id}`, now, now + 90_000)).toMatchObject({ expiresAt: now + 90_000 });
      expect(await store.sessions.extend([{ id, user: user.id }], now + 80_000, now + 900_000)).toEqual([]);
      expect(await store.sessions.resume(`hash ${id}`, now + 99_000, now + 900_000)).toMatchObject({
        expiresAt: endsBy,
      });
      expect(await store.sessions.resume(`hash ${id}`, endsBy, now + 900_000)).toBeNull();
    });

    test('[ACC-14] a secret gives way to another, and counts until that is used and a while more', async () => {
      const { store } = opened;
      const { user, account } = await newAccount(store);
      const { id, secretHash: first } = account.session;
      const named = { id, user: user.id };
      const [second, third, fourth] = ['2', '3', '4'].map((which) => `${which} ${first}`) as [string, string, string];
      const works = async (hash: string, at: number) => (await store.sessions.resume(hash, at, null))?.id === id;
      const rotate = (from: string, to: string, at: number, leastAgeMs = dayMs) =>
        store.sessions.rotate(named, from, to, at, leastAgeMs);
      expect(await rotate(first, second, now + dayMs - 1)).toBe(false);
      // Of two tabs one is given another; the other tab goes on with what it has.
      const at = now + dayMs;
      const turned = await Promise.all([rotate(first, second, at), rotate(first, third, at)]);
      expect(turned.filter((done) => done)).toHaveLength(1);
      const [given, refused] = turned[0] === true ? [second, third] : [third, second];
      expect(await works(first, at)).toBe(true);
      expect(await works(refused, at)).toBe(false);
      // The answer was lost: the former is still what the browser has, days later too.
      expect(await rotate(first, fourth, at + 59_999)).toBe(false);
      expect(await works(first, at + 2 * dayMs)).toBe(true);
      const later = at + 2 * dayMs;
      expect(await rotate(first, fourth, later)).toBe(true);
      expect(await works(given, later)).toBe(false);
      expect(await works(fourth, later)).toBe(true);
      expect(await rotate(first, second, later + 59_999, 0)).toBe(false);
      expect(await works(first, later + 59_999)).toBe(true);
      expect(await works(fourth, later + 30_000)).toBe(true);
      expect(await works(first, later + 60_000)).toBe(false);
      expect(await store.sessions.list(user.id, later)).toMatchObject([{ id, kind: 'account', beginning }]);
      // One from before beginnings were kept.
      const guest = await newGuest(store);
      const old = { id: guest.account.session.id, user: guest.user.id };
      expect(await store.sessions.rotate(old, guest.hash, `2 ${guest.hash}`, now, dayMs)).toBe(true);
      expect(await store.sessions.resume(`2 ${guest.hash}`, now, null)).toMatchObject({ id: old.id, kind: 'guest' });
      expect(await store.sessions.list(old.user, now)).toMatchObject([{ id: old.id, beginning: null }]);
      await store.sessions.revoke(old);
      expect(await store.sessions.rotate(old, `2 ${guest.hash}`, `3 ${guest.hash}`, now + dayMs, 0)).toBe(false);
      for (const hash of [guest.hash, `2 ${guest.hash}`, `3 ${guest.hash}`])
        expect(await store.sessions.resume(hash, now, null)).toBeNull();
    });

    test('[ACC-11] a long session’s end moves once an hour', async () => {
      const { store } = opened;
      const { account } = await newAccount(store);
      const { secretHash, expiresAt } = account.session;
      const resume = (later: number) => store.sessions.resume(secretHash, now + later, expiresAt + later);
      expect(await resume(3_000_000)).toMatchObject({ expiresAt });
      expect(await resume(3_700_000)).toMatchObject({ expiresAt: expiresAt + 3_700_000 });
    });

    test('[ACC-10] an account has a role on the server, which all are told; a guest has none', async () => {
      const { store } = opened;
      const { user } = await newAccount(store);
      const owner = { ...user, role: 'owner', rev: user.rev + 1 };
      expect(await store.accounts.setRole(user.id, 'owner', { act: 'admin:person', by: null })).toEqual(owner);
      expect(await store.accounts.setRole(user.id, 'owner', { act: 'admin:person', by: null })).toEqual(owner);
      expect(await store.people.users([user.id])).toEqual([owner]);
      await store.people.setProfile(user.id, owner.rev, { displayName: 'Boss' });
      await store.accounts.setRole((await newUser(store, 'other', false)).id, 'owner', {
        act: 'admin:person',
        by: null,
      });
      expect(await store.people.users([user.id])).toMatchObject([{ displayName: 'Boss', role: 'owner' }]);
      expect(await store.accounts.setRole(user.id, null, { act: 'admin:person', by: null })).toEqual({
        ...user,
        displayName: 'Boss',
        rev: user.rev + 3,
      });
      const guest = await newUser(store);
      expect(await store.accounts.setRole(guest.id, 'admin', { act: 'admin:person', by: null })).toBeNull();
      expect(
        await store.accounts.setRole(asUserId(`${guest.id}x`), 'admin', { act: 'admin:person', by: null }),
      ).toBeNull();
      expect(await store.people.users([guest.id])).toEqual([guest]);
    });

    test('[FAC-9] an account that is closed is nobody any more: no name, no session, no way in, no room; what she said stays', async () => {
      const { store } = opened;
      const [{ user, account }, { user: friend }] = [await newAccount(store), await newAccount(store)];
      const [room, alone] = [await newRoom(store, user), await newRoom(store, user)];
      await store.membership.join(room.id, friend.id, now, true);
      await append(store, room.id, user, { content: 'still here' });
      const { facts: direct } = await store.rooms.openDirect(user.id, friend.id, now);
      await append(store, direct.id, user, { content: 'between us' });
      await store.secondFactor.begin(user.id, '00');
      const address = `${user.id}@example.org`;
      await store.addresses.set(user.id, address);
      await store.accounts.setRole(user.id, 'admin', { act: 'admin:person', by: null });
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const closed = await store.accounts.close(user.id, 'Nobody');
      const expected = { id: user.id, username: user.id, displayName: 'Nobody', guest: false, deactivated: true };
      expect(closed).toMatchObject(expected);
      expect(closed).not.toHaveProperty('role');
      expect(closed).toHaveProperty(
        'rev',
        expect.toSatisfy((rev: number) => rev > user.rev),
      );
      await store.accounts.settleStanding(user.id);
      expect(await store.accounts.close(user.id, 'Nobody')).toEqual(closed);
      expect(await store.people.users([user.id])).toEqual([closed]);
      await until('her devices are told', () => heard.some(({ kind }) => kind === 'revoked'));
      expect(await store.sessions.resume(account.session.secretHash, now, null)).toBeNull();
      expect(await store.accounts.passwordOf(user.id)).toBeNull();
      expect(await store.secondFactor.of(user.id)).toMatchObject({ secret: null, pending: null });
      expect(await store.addresses.of(user.id)).toBeNull();
      expect(await store.addresses.set(friend.id, address)).toBe('set');
      // Her name finds nobody, and is nobody else's.
      expect(await store.people.holderOf(user.username)).toBeNull();
      const heir: User = { ...user, id: asUserId(`${user.id}x`), guest: true, rev: 0 };
      expect(await store.people.claimName(heir, null)).toBe('taken');
      // Her rooms go on without her, and nothing gives her one.
      expect(await store.membership.members(room.id, friend.id, undefined, 10)).toMatchObject({
        rows: [{ user: friend.id, role: 'owner' }],
      });
      expect((await store.users.conversations(user.id)).conversations).toEqual([direct.id]);
      await expect(store.membership.join(room.id, user.id, now, true)).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.membership.membersAmong(room.id, [user.id])).toEqual(new Set());
      expect(await store.membership.membersAmong(alone.id, [user.id])).toEqual(new Set());
      for (const [conversation, content] of [
        [room.id, 'still here'],
        [direct.id, 'between us'],
      ] as const)
        expect(await store.log.page({ conversation, reader: friend.id, limit: 10 })).toMatchObject({
          messages: [{ author: user.id, content }],
        });
      // Nobody gives her anything back.
      const how = { act: 'admin:person', by: null } as const;
      await store.accounts.setRole(user.id, 'admin', how);
      await store.accounts.setDeactivated(user.id, false, how);
      expect(await store.accounts.offerPasswordLink(user.id, 'hash', now + dayMs)).toBe(false);
      expect(await store.people.users([user.id])).toEqual([closed]);
      const guest = await newUser(store);
      expect(await store.accounts.close(guest.id, 'Nobody')).toBeNull();
      listening.stop();
    });

    test('[ACC-10] a server is founded once, and what makes the founder is drawn once', async () => {
      const { store } = opened;
      const [one, other] = await Promise.all([store.accounts.founding('one'), store.accounts.founding('other')]);
      expect(one).toEqual({ token: expect.stringMatching(/^(one|other)$/) as string, owner: null });
      expect(other).toEqual(one);
      const [ann, ben] = [await newAccount(store), await newAccount(store)];
      const claims = await Promise.all([ann, ben].map(({ user }) => store.accounts.claimFounding(user.id)));
      expect(claims[0]).toBe(claims[1]);
      expect([ann.user.id, ben.user.id]).toContain(claims[0]);
      const again = await opened.reopen();
      expect(await again.accounts.founding('again')).toEqual({ token: one.token, owner: claims[0] });
      expect(await again.accounts.passwordOf(ann.user.id)).toBe(ann.account.password);
      expect((await again.people.users([ben.user.id]))[0]).toMatchObject({ guest: false });
    });

    test('[ACC-15] a link sets the password once, until it expires; the latest one counts', async () => {
      const { store } = opened;
      const user = await newUser(store, 'linked', false);
      const guest = await newUser(store, 'guest');
      const now = Date.now();
      expect(await store.accounts.offerPasswordLink(guest.id, 'h0', now + 1_000)).toBe(false);
      expect(await store.accounts.passwordLinkOf(user.id, now)).toBeNull();
      for (const hash of ['h1', 'h2'])
        expect(await store.accounts.offerPasswordLink(user.id, hash, now + 1_000)).toBe(true);
      expect(await store.accounts.passwordLinkOf(user.id, now)).toBe('h2');
      const use = (hash: string, password: string, at = now) =>
        store.accounts.usePasswordLink(user.id, hash, password, at);
      expect(await use('h1', 'p1')).toBe('unknown');
      expect(await use('h2', 'p2', now + 1_000)).toBe('unknown');
      expect(await store.accounts.passwordLinkOf(user.id, now + 1_000)).toBeNull();
      expect(await use('h2', 'p2')).toBe('set');
      expect(await use('h2', 'p2')).toBe('set');
      expect(await use('h2', 'p3')).toBe('unknown');
      expect(await store.accounts.passwordOf(user.id)).toBe('p2');
    });
  });
}
