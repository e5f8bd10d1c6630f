import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../domain/conversation.ts';
import { changeNeeds, listRights, rightsOf } from '../../domain/rights.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const refused = { status: 'refused', code: 'forbidden' } as const;
const gone = { status: 'refused', code: 'not_found' } as const;

/** What any store must do with power over people: roles, rights of a room's own, mutes, bans, slow mode, the end of a room. */
export function describeModeration(name: string, open: OpenStore): void {
  describe(`moderation on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const setRole = (store: Store, room: ConversationId, by: User, user: User, role: Role) =>
      store.moderation.setRole(room, by.id, rightsOf('roles'), { user: user.id, hasAccount: !user.guest, role });
    const mute = (store: Store, room: ConversationId, by: User, user: User, ends: number | null) =>
      store.moderation.mute(room, by.id, rightsOf('mute'), user.id, { until: ends, reason: 'noise' });
    const ban = (store: Store, room: ConversationId, by: User, user: User, ends: number | null = null) =>
      store.moderation.ban(room, by.id, rightsOf('ban'), user.id, { until: ends, reason: 'noise' });
    const edit = (store: Store, room: ConversationId, by: User, change: object) =>
      store.rooms.editRoom(room, by.id, rightsOf('edit_room'), { at: 1, id: `e-${Math.random()}`, ...change });
    const join = (store: Store, room: ConversationId, user: User) =>
      store.membership.join(room, user.id, Date.now(), !user.guest);
    const post = async (store: Store, room: ConversationId, user: User) =>
      (await store.log.append(newMessage(room, user))).status;
    const roleOf = async (store: Store, room: ConversationId, user: User) =>
      (await store.users.line(user.id, room))?.role;

    /** A public room with an owner, a moderator, a member with an account and a guest. */
    const scene = async (visibility: 'public' | 'private' = 'public') => {
      const { store } = opened;
      const owner = await newUser(store, 'owner');
      const moderator = await newUser(store, 'moderator', false);
      const member = await newUser(store, 'member', false);
      const guest = await newUser(store, 'guest');
      const facts = await newRoom(store, owner, { visibility });
      const room: ConversationId = facts.id;
      for (const user of [guest, member, moderator]) {
        if (visibility === 'private')
          await store.membership.invite(room, owner.id, rightsOf('invite'), user.id, Date.now());
        await join(store, room, user);
      }
      expect(await setRole(store, room, owner, moderator, 'moderator')).toEqual({ status: 'set' });
      return { store, room, facts, owner, moderator, member, guest };
    };

    test('[ROOM-23] what binds a guest binds guests who join under her name, or from her address for a day; accounts, and those who are in, it does not', async () => {
      const { store, room, owner } = await scene();
      const enter = async (user: User, name: string, network: string | null) => {
        const look = user.guest ? { name, network } : null;
        return (await store.membership.join(room, user.id, Date.now(), !user.guest, look)).status;
      };
      const sanction = (until: number | null) => ({ until, reason: 'noise', guestName: 'mallory' });
      const [mallory, colleague, again, neighbour, other, account] = await Promise.all([
        ...Array.from({ length: 5 }, () => newUser(store, 'guest')),
        newUser(store, 'account', false),
      ]);
      if (!mallory || !colleague || !again || !neighbour || !other || !account) throw new Error('nobody');
      expect(await enter(mallory, 'mallory', '203.0.113.7')).toBe('joined');
      expect(await enter(colleague, 'colleague', '203.0.113.7')).toBe('joined');
      expect(await store.moderation.ban(room, owner.id, rightsOf('ban'), mallory.id, sanction(null))).toEqual({
        status: 'banned',
      });
      expect(await enter(mallory, 'mallory', '198.51.100.1')).toBe('banned');
      expect(await enter(again, 'mallory', null)).toBe('banned');
      expect(await enter(neighbour, 'neighbour', '203.0.113.7')).toBe('banned');
      expect(await enter(other, 'other', '198.51.100.1')).toBe('joined');
      expect(await enter(account, 'mallory', null)).toBe('joined');
      expect(await post(store, room, colleague)).toBe('appended');
      await store.moderation.unban(room, owner.id, rightsOf('ban'), mallory.id);
      expect(await enter(neighbour, 'neighbour', '203.0.113.7')).toBe('joined');

      const [muted, heir, plain] = await Promise.all(Array.from({ length: 3 }, () => newUser(store, 'guest')));
      if (!muted || !heir || !plain) throw new Error('nobody');
      expect(await enter(muted, 'muted', '203.0.113.9')).toBe('joined');
      const until = Date.now() + 3_600_000;
      const mute = { until, reason: 'noise', guestName: 'muted' };
      await store.moderation.mute(room, owner.id, rightsOf('mute'), muted.id, mute);
      expect(await enter(heir, 'heir', '203.0.113.9')).toBe('joined');
      expect(await enter(plain, 'plain', '203.0.113.10')).toBe('joined');
      expect(await post(store, room, heir)).toBe('refused');
      expect(await post(store, room, plain)).toBe('appended');
      expect((await store.users.line(heir.id, room))?.mutedUntil).toBe(until);
      await store.moderation.mute(room, owner.id, rightsOf('mute'), muted.id, { until: null, reason: null });
      await store.moderation.mute(room, owner.id, rightsOf('mute'), heir.id, { until: null, reason: null });
      await store.membership.leave(room, heir.id);
      expect(await enter(heir, 'heir', '203.0.113.9')).toBe('joined');
      expect(await post(store, room, heir)).toBe('appended');
    });

    test('[ROOM-15] an announcement room: only moderators post, from the next act on, and everybody’s line says so', async () => {
      const { store, room, owner, moderator, member, guest } = await scene();
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const edited = await edit(store, room, owner, { rights: { post: 'moderator', react: 'member' } });
      expect(edited).toMatchObject({
        status: 'edited',
        state: { facts: { rights: { post: 'moderator', react: 'member' } }, head: { rev: 1 } },
      });
      expect(await post(store, room, member)).toBe('refused');
      expect(await post(store, room, guest)).toBe('refused');
      expect(await post(store, room, moderator)).toBe('appended');
      expect(await post(store, room, owner)).toBe('appended');
      const lines = await Promise.all([member, guest].map((user) => store.users.line(user.id, room)));
      expect(lines.map((line) => line && listRights(line.rights))).toEqual([
        ['read', 'reply', 'react', 'attach', 'mention_all', 'pin'],
        ['read', 'reply', 'attach'],
      ]);
      await until('it is announced', () => heard.some(({ kind }) => kind === 'change'));
      expect(heard.find(({ kind }) => kind === 'change')).toMatchObject({
        change: { kind: 'room', room: { rights: { post: 'moderator', react: 'member' } } },
        facts: { rights: { post: 'moderator', react: 'member' } },
      });
      listening.stop();
      // Merged: what is not named stays; asked again, nothing changes.
      const back = await edit(store, room, owner, { rights: { post: null } });
      expect(back).toMatchObject({ state: { facts: { rights: { react: 'member' } }, head: { rev: 2 } } });
      expect(await edit(store, room, owner, { rights: { post: null } })).toMatchObject({ state: { head: { rev: 2 } } });
      expect(await post(store, room, guest)).toBe('appended');
      const usual = await edit(store, room, owner, { rights: { react: 'guest' } });
      expect(usual.status === 'edited' && usual.state.facts).not.toHaveProperty('rights');
    });

    test('[ROOM-15] a moderator changes what lies below her own role, before and after; a member nothing', async () => {
      const { store, room, owner, moderator, member } = await scene();
      expect(await edit(store, room, moderator, { rights: { pin: 'guest' } })).toMatchObject({ status: 'edited' });
      for (const rights of [{ post: 'moderator' }, { ban: 'member' }, { roles: 'moderator' }])
        expect(await edit(store, room, moderator, { rights })).toEqual({ status: 'above' });
      await edit(store, room, owner, { rights: { post: 'moderator' } });
      expect(await edit(store, room, moderator, { rights: { post: null } })).toEqual({ status: 'above' });
      expect(await edit(store, room, member, { rights: { pin: null } })).toEqual(refused);
      await edit(store, room, owner, { rights: { edit_room: 'member' } });
      expect(await edit(store, room, member, { rights: { pin: 'member' } })).toEqual({ status: 'above' });
      expect(await edit(store, room, member, { rights: { pin: null } })).toEqual({ status: 'above' });
      expect(await edit(store, room, member, { topic: 'theirs' })).toMatchObject({ status: 'edited' });
    });

    test('[ROOM-16] roles are given to members with an account, told to them, and order the list', async () => {
      const { store, room, owner, moderator, member, guest } = await scene();
      const { rev } = await store.users.conversations(member.id);
      expect(await setRole(store, room, owner, member, 'owner')).toEqual({ status: 'set' });
      expect(await setRole(store, room, owner, member, 'owner')).toEqual({ status: 'set' });
      const missed = await store.users.since(member.id, rev);
      expect(missed.status === 'steps' && missed.steps.at(-1)).toMatchObject({ entry: room });
      expect(await setRole(store, room, owner, guest, 'moderator')).toEqual({ status: 'no-account' });
      expect(await setRole(store, room, owner, await newUser(store), 'member')).toEqual({ status: 'not-a-member' });
      expect(await setRole(store, room, moderator, guest, 'member')).toEqual(refused);
      expect(await setRole(store, room, await newUser(store), guest, 'member')).toEqual(refused);
      const page = await store.membership.members(room, guest.id, undefined, 10);
      expect(page.status === 'page' && page.rows.map(({ user, role }) => [user, role])).toEqual([
        [owner.id, 'owner'],
        [member.id, 'owner'],
        [moderator.id, 'moderator'],
        [guest.id, 'member'],
      ]);
      // Two owners: one may step down, the other then not.
      expect(await setRole(store, room, owner, owner, 'member')).toEqual({ status: 'set' });
      expect(await setRole(store, room, member, member, 'moderator')).toEqual({ status: 'last-owner' });
      expect(listRights((await store.users.line(owner.id, room))?.rights ?? rightsOf())).not.toContain('pin');
    });

    test('[ROOM-16] where others may give roles, they give and take only those below their own', async () => {
      const { store, room, owner, moderator, member } = await scene();
      await edit(store, room, owner, { rights: { roles: 'moderator' } });
      expect(await setRole(store, room, moderator, member, 'moderator')).toEqual({ status: 'not-lower' });
      expect(await setRole(store, room, moderator, owner, 'member')).toEqual({ status: 'not-lower' });
      expect(await setRole(store, room, moderator, moderator, 'owner')).toEqual({ status: 'not-lower' });
    });

    test('[ROOM-16] a guest who makes an account is a member with one in all her rooms, and her devices are told', async () => {
      const { store, room, owner } = await scene();
      const late = await newUser(store, 'late', false);
      const direct = await store.rooms.openDirect(late.id, owner.id, 1);
      // She was a guest then.
      await store.membership.join(room, late.id, Date.now(), false);
      const { rev } = await store.users.conversations(late.id);
      await store.moderation.knowAccount(late.id);
      await store.moderation.knowAccount(late.id);
      expect(listRights((await store.users.line(late.id, room))?.rights ?? rightsOf())).toContain('pin');
      const missed = await store.users.since(late.id, rev);
      expect(missed.status === 'steps' && missed.steps).toMatchObject([{ entry: room }]);
      expect((await append(store, direct.facts.id, late)).status).toBe('appended');
      await store.moderation.knowAccount(owner.id);
      expect(await roleOf(store, room, owner)).toBe('owner');
    });

    test('[ROOM-16] power is used against lower roles only', async () => {
      const { store, room, owner, moderator, member } = await scene();
      const second = await newUser(store, 'second', false);
      await join(store, room, second);
      await setRole(store, room, owner, second, 'moderator');
      const remove = (by: User, user: User) => store.membership.remove(room, by.id, rightsOf('remove'), user.id);
      for (const above of [owner, second]) {
        expect(await remove(moderator, above)).toEqual({ status: 'not-lower' });
        expect(await mute(store, room, moderator, above, Date.now() + 60_000)).toEqual({ status: 'not-lower' });
        expect(await ban(store, room, moderator, above)).toEqual({ status: 'not-lower' });
        const { seq } = await append(store, room, above);
        const change = { conversation: room, by: moderator.id, seq, at: 1, id: `d-${seq}`, ...changeNeeds.delete };
        expect(await store.log.change({ ...change, kind: 'delete' })).toEqual({ status: 'not-yours' });
      }
      const { seq } = await append(store, room, member);
      const change = { conversation: room, by: moderator.id, seq, at: 1, id: 'd-1', ...changeNeeds.delete };
      expect(await store.log.change({ ...change, kind: 'delete' })).toMatchObject({ status: 'changed' });
      expect(await ban(store, room, owner, owner)).toEqual({ status: 'not-lower' });
      expect(await remove(moderator, member)).toEqual({ status: 'removed' });
    });

    test('[ROOM-16] with the last owner’s leaving the first moderator, else account, else guest becomes owner', async () => {
      const { store, room, owner, moderator, member, guest } = await scene();
      const { rev } = await store.users.conversations(moderator.id);
      expect(await store.membership.leave(room, owner.id)).toEqual({ status: 'left' });
      expect(await roleOf(store, room, moderator)).toBe('owner');
      const missed = await store.users.since(moderator.id, rev);
      expect(missed.status === 'steps' && missed.steps.at(-1)).toMatchObject({ entry: room });
      // Whoever made it comes back as a member, as long as somebody is its owner.
      expect(await join(store, room, owner)).toMatchObject({ status: 'joined', role: 'member' });
      await store.membership.leave(room, moderator.id);
      // The guest has been in it for longer.
      expect(await roleOf(store, room, member)).toBe('owner');
      await store.membership.leave(room, member.id);
      expect(await roleOf(store, room, guest)).toBe('owner');
      expect(await roleOf(store, room, owner)).toBe('member');
      await store.membership.leave(room, guest.id);
      await store.membership.leave(room, owner.id);
      expect(await join(store, room, member)).toMatchObject({ status: 'joined', role: 'owner' });
    });

    test('[ROOM-17] who is muted writes nothing, reads, and is told; leaving and coming back changes nothing', async () => {
      const { store, room, owner, moderator, member } = await scene();
      const { seq } = await append(store, room, member);
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const ends = Date.now() + 3_600_000;
      const { rev } = await store.users.conversations(member.id);
      expect(await mute(store, room, moderator, member, ends)).toEqual({ status: 'muted' });
      const tries = async () => {
        expect(await post(store, room, member)).toBe('refused');
        const change = { conversation: room, by: member.id, seq, at: 1, id: `m-${Math.random()}` };
        const edited = { ...changeNeeds.edit, kind: 'edit', content: 'x', mentions: [] } as const;
        expect(await store.log.change({ ...change, ...edited })).toEqual(refused);
        expect(
          await store.log.change({ ...change, ...changeNeeds.react, kind: 'react', emoji: '👍', on: true }),
        ).toEqual(refused);
        expect((await store.log.page({ conversation: room, reader: member.id, limit: 1 })).status).toBe('page');
        const line = await store.users.line(member.id, room);
        expect(line?.mutedUntil).toBe(ends);
        expect(line && listRights(line.rights)).toEqual(['read', 'mention_all', 'pin']);
        expect((await store.moderation.heldBy(room, [member.id])).get(member.id)).toEqual({
          rights: line?.rights,
          mutedUntil: ends,
        });
      };
      await tries();
      const missed = await store.users.since(member.id, rev);
      expect(missed.status === 'steps' && missed.steps).toMatchObject([{ entry: room }]);
      await until('it is announced', () => heard.some((said) => said.kind === 'standing' && said.user === member.id));
      listening.stop();
      await store.membership.leave(room, member.id);
      await join(store, room, member);
      await tries();
      // Nobody else is.
      expect(await post(store, room, owner)).toBe('appended');
      // What she has said is hers to take away.
      const taken = { conversation: room, by: member.id, seq, at: 1, id: 'm-own', ...changeNeeds.delete } as const;
      expect(await store.log.change({ ...taken, kind: 'delete' })).toMatchObject({ status: 'changed' });
      expect(await mute(store, room, owner, member, null)).toEqual({ status: 'muted' });
      expect(await mute(store, room, owner, member, null)).toEqual({ status: 'muted' });
      expect(await post(store, room, member)).toBe('appended');
      expect((await store.users.line(member.id, room))?.mutedUntil).toBeUndefined();
    });

    test('[ROOM-17] a mute is over when its time has come', async () => {
      const { store, room, owner, guest } = await scene();
      await mute(store, room, owner, guest, Date.now() + 400);
      await until('she may write', async () => (await post(store, room, guest)) === 'appended');
      expect((await store.moderation.heldBy(room, [guest.id, owner.id])).get(guest.id)).not.toHaveProperty(
        'mutedUntil',
      );
      expect(await mute(store, room, owner, guest, 1)).toEqual({ status: 'muted' });
      expect(await post(store, room, guest)).toBe('appended');
    });

    test('[ROOM-18] who is banned is out, and stays out until the ban ends', async () => {
      const { store, room, owner, moderator, member, guest } = await scene();
      expect(await ban(store, room, guest, member)).toEqual(refused);
      expect(await ban(store, room, moderator, member)).toEqual({ status: 'banned' });
      expect(await post(store, room, member)).toBe('refused');
      expect((await store.log.states([room]))[0]).toMatchObject({ members: 3, removals: 1 });
      expect(await join(store, room, member)).toEqual({ status: 'banned' });
      const steps = await store.users.since(member.id, 0);
      expect(steps.status === 'steps' && steps.steps.at(-1)).toMatchObject({
        removed: room,
        why: 'banned',
        by: moderator.id,
      });
      const bans = () => store.moderation.bans(room, owner.id, rightsOf('ban'), undefined, 10);
      expect(await bans()).toMatchObject({
        status: 'page',
        rows: [{ user: member.id, by: moderator.id, until: null, reason: 'noise' }],
        next: null,
      });
      const listed = await bans();
      const [first] = listed.status === 'page' ? listed.rows : [];
      expect(Math.abs((first?.at ?? 0) - Date.now())).toBeLessThan(60_000);
      expect(await store.moderation.bans(room, guest.id, rightsOf('ban'), undefined, 10)).toEqual(refused);
      // Banned again, with an end: one ban a person.
      expect(await ban(store, room, owner, member, Date.now() + 600)).toEqual({ status: 'banned' });
      expect(await bans()).toMatchObject({ rows: [{ user: member.id, by: owner.id }] });
      await until('it is over', async () => (await join(store, room, member)).status === 'joined');
      expect(await bans()).toMatchObject({ rows: [] });
      await ban(store, room, owner, member);
      const unban = (by: User) => store.moderation.unban(room, by.id, rightsOf('ban'), member.id);
      expect(await unban(guest)).toEqual(refused);
      expect(await unban(moderator)).toEqual({ status: 'unbanned' });
      expect(await unban(moderator)).toEqual({ status: 'unbanned' });
      expect(await join(store, room, member)).toMatchObject({ status: 'joined' });
    });

    test('[ROOM-18] to who is banned from a private room it does not exist, and nobody invites her', async () => {
      const { store, room, owner, member } = await scene('private');
      const invited = await newUser(store);
      const invite = (user: User) => store.membership.invite(room, owner.id, rightsOf('invite'), user.id, Date.now());
      await invite(invited);
      await ban(store, room, owner, invited);
      await ban(store, room, owner, member);
      for (const user of [invited, member]) {
        expect(await invite(user)).toEqual({ status: 'banned' });
        expect(await join(store, room, user)).toEqual(gone);
        expect(await store.membership.look(room, user.id)).toEqual(gone);
        expect(await store.users.line(user.id, room)).toBeNull();
      }
    });

    test('[ROOM-18] bans come in pages, the earliest first, each once', async () => {
      const { store, room, owner } = await scene();
      const people = [];
      for (let count = 0; count < 5; count += 1) {
        const user = await newUser(store);
        people.push(user.id);
        await ban(store, room, owner, user);
      }
      const found: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await store.moderation.bans(room, owner.id, rightsOf('ban'), cursor, 2);
        if (page.status !== 'page') throw new Error('refused');
        found.push(...page.rows.map(({ user }) => user));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(found.toSorted()).toEqual(people.toSorted());
    });

    test('[ROOM-19] in slow mode one waits between two messages, unless one holds `mute`', async () => {
      const { store, room, owner, moderator, member, guest } = await scene();
      await edit(store, room, owner, { slowModeMs: 3_600_000 });
      const first = newMessage(room, member);
      expect(await store.log.append(first)).toMatchObject({ status: 'appended' });
      const second = await store.log.append(newMessage(room, member));
      if (second.status !== 'too-soon') throw new Error(`not slowed: ${second.status}`);
      expect(second.retryAfterMs).toBeGreaterThan(3_000_000);
      expect(second.retryAfterMs).toBeLessThanOrEqual(3_600_000);
      // The first one, sent again, is not a second one.
      expect(await store.log.append(first)).toMatchObject({ status: 'duplicate' });
      expect(await post(store, room, guest)).toBe('appended');
      for (const exempt of [owner, moderator, owner, moderator])
        expect(await post(store, room, exempt)).toBe('appended');
      // Leaving and coming back shortens nothing.
      await store.membership.leave(room, member.id);
      await join(store, room, member);
      expect(await post(store, room, member)).toBe('too-soon');
      expect(await edit(store, room, owner, { slowModeMs: 0 })).toMatchObject({ status: 'edited' });
      expect(await post(store, room, member)).toBe('appended');
      await edit(store, room, owner, { slowModeMs: 300 });
      expect(await post(store, room, member)).toBe('appended');
      await until('the time has passed', async () => (await post(store, room, member)) === 'appended');
    });

    test('[ROOM-20] a room that is deleted is there for nobody, its name is free, and all are told', async () => {
      const { store, room, facts, owner, moderator, member, guest } = await scene();
      const invited = await newUser(store);
      await append(store, room, guest);
      await mute(store, room, owner, guest, Date.now() + 60_000);
      expect(await store.rooms.deleteRoom(room, moderator.id, rightsOf('delete_room'))).toEqual(refused);
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      expect(await store.rooms.deleteRoom(room, owner.id, rightsOf('delete_room'))).toMatchObject({
        status: 'deleted',
      });
      await until('it is announced', () => heard.some((said) => said.kind === 'members' && said.removals === 1));
      listening.stop();
      for (const user of [owner, member, guest, invited]) {
        expect(await store.log.append(newMessage(room, user))).toEqual(gone);
        expect(await store.log.page({ conversation: room, reader: user.id, limit: 1 })).toEqual(gone);
        expect(await store.membership.look(room, user.id)).toEqual(gone);
        expect(await join(store, room, user)).toEqual(gone);
        expect(await store.users.line(user.id, room)).toBeNull();
      }
      for (const user of [moderator, member, invited])
        expect(await store.rooms.deleteRoom(room, user.id, rightsOf('delete_room'))).toEqual(gone);
      for (const user of [owner, member, guest]) {
        const steps = await store.users.since(user.id, 0);
        const last = steps.status === 'steps' ? steps.steps.at(-1) : undefined;
        expect(last).toMatchObject({ removed: room, why: 'deleted' });
        expect(last?.by).toBe(user === owner ? undefined : owner.id);
      }
      expect(await store.rooms.publicRoomByName(facts.name)).toBeNull();
      const again = await newRoom(store, member, { name: facts.name });
      expect((await store.rooms.rooms(null, facts.name, undefined, 10)).rows.map((row) => row.facts.id)).toEqual([
        again.id,
      ]);
    });

    test('[ROOM-20] whoever has deleted a room, and has not heard so, is told so when she asks again; it is done once', async () => {
      const { store, room, facts, owner, member } = await scene();
      const del = (by: User, in_: Store = store) => in_.rooms.deleteRoom(room, by.id, rightsOf('delete_room'));
      expect(await del(owner)).toMatchObject({ status: 'deleted' });
      const again = await newRoom(store, member, { name: facts.name });
      const before = await Promise.all([owner, member].map((user) => store.users.since(user.id, 0)));
      expect(await Promise.all([del(owner), del(owner)])).toMatchObject([{ status: 'deleted' }, { status: 'deleted' }]);
      expect(await del(member)).toEqual(gone);
      const later = await opened.reopen();
      expect(await del(owner, later)).toMatchObject({ status: 'deleted' });
      expect(await Promise.all([owner, member].map((user) => later.users.since(user.id, 0)))).toEqual(before);
      const { rows } = await later.audit.list({ room }, undefined, 10);
      expect(rows.filter(({ entry }) => entry.act === 'room:delete')).toHaveLength(1);
      // The name is somebody else's by now.
      expect(await later.rooms.publicRoomByName(facts.name)).toBe(again.id);
    });

    test('[ROOM-15, ROOM-17, ROOM-18, ROOM-19] all of it is there when the store is opened again', async () => {
      const { room, owner, moderator, member, guest, store: before } = await scene();
      await edit(before, room, owner, { rights: { react: 'moderator' }, slowModeMs: 3_600_000 });
      const ends = Date.now() + 3_600_000;
      await mute(before, room, moderator, guest, ends);
      await ban(before, room, moderator, member);
      const store = await opened.reopen();
      expect(await store.users.line(guest.id, room)).toMatchObject({
        mutedUntil: ends,
        state: { facts: { rights: { react: 'moderator' }, slowModeMs: 3_600_000 } },
      });
      expect(await post(store, room, guest)).toBe('refused');
      expect(await join(store, room, member)).toEqual({ status: 'banned' });
      expect(await roleOf(store, room, moderator)).toBe('moderator');
    });
  });
}
