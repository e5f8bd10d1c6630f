import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditChain } from '../../domain/audit.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import type { AuditFilter } from '../audit-log.ts';
import type { Store } from '../store.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with the log of acts of power: each act once, in a chain, found by room and by person. */
export function describeAudit(name: string, open: OpenStore): void {
  describe(`the audit log on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    /** The oldest first. */
    const entries = async (store: Store, filter: AuditFilter, limit = 100): Promise<AuditEntry[]> => {
      const found: AuditEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.audit.list(filter, cursor, limit);
        expect(page.rows.length).toBeLessThanOrEqual(limit);
        found.push(...page.rows.map(({ entry }) => entry));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return found.reverse();
    };

    const scene = async (visibility: 'public' | 'private' = 'public') => {
      const { store } = opened;
      const owner = await newUser(store, 'owner', false);
      const member = await newUser(store, 'member', false);
      const facts = await newRoom(store, owner, { visibility });
      const room: ConversationId = facts.id;
      if (visibility === 'private')
        await store.membership.invite(room, owner.id, rightsOf('invite'), member.id, Date.now());
      await store.membership.join(room, member.id, Date.now(), true);
      return { store, owner, member, facts, room };
    };
    const edit = (store: Store, room: ConversationId, by: User, change: object) =>
      store.rooms.editRoom(room, by.id, rightsOf('edit_room'), { at: 1, id: `e-${Math.random()}`, ...change });
    const takeAway = (store: Store, room: ConversationId, by: User, seq: number) =>
      store.log.change({
        ...{ conversation: room, by: by.id, seq, at: Date.now(), id: `x-${Math.random()}` },
        ...{ kind: 'delete' as const, ...changeNeeds.delete },
      });

    test('[AUD-1] [AUD-2] each act of power leaves one record, also of a room that is gone; what changes nothing, none', async () => {
      const { store, owner, member, facts, room } = await scene();
      const [by, user] = [owner.id, member.id];
      const roles = (role: 'moderator' | 'member') =>
        store.moderation.setRole(room, by, rightsOf('roles'), { user, hasAccount: true, role });
      const mute = (until: number | null) =>
        store.moderation.mute(room, by, rightsOf('mute'), user, { until, reason: 'noise, 吵' });
      const ban = () => store.moderation.ban(room, by, rightsOf('ban'), user, { until: null, reason: null });
      const until = Date.now() + 3_600_000;
      await roles('moderator');
      await roles('moderator');
      await roles('member');
      await mute(until);
      await mute(until);
      await mute(null);
      await mute(null);
      await edit(store, room, owner, { rights: { post: 'moderator', pin: 'guest' }, slowModeMs: 5_000 });
      await edit(store, room, owner, { rights: { post: 'moderator' }, slowModeMs: 5_000 });
      await edit(store, room, owner, { rights: { post: null, pin: null }, topic: 'no matter of power' });
      await edit(store, room, owner, { topic: 'nor this' });
      const { seq: theirs } = await append(store, room, member);
      const { seq: own } = await append(store, room, owner);
      await takeAway(store, room, owner, theirs);
      await takeAway(store, room, owner, theirs);
      await takeAway(store, room, owner, own);
      await store.membership.remove(room, by, rightsOf('remove'), user);
      await store.membership.remove(room, by, rightsOf('remove'), user);
      await ban();
      await ban();
      await store.moderation.unban(room, by, rightsOf('ban'), user);
      await store.moderation.unban(room, by, rightsOf('ban'), user);
      await store.rooms.deleteRoom(room, by, rightsOf('delete_room'));
      await store.rooms.deleteRoom(room, by, rightsOf('delete_room'));
      const found = await entries(store, { room });
      const of = { by, room, name: facts.name, id: expect.any(String), at: expect.any(Number) };
      const rights = { post: 'moderator', pin: 'guest' };
      expect(found).toEqual([
        { ...of, act: 'room:role', user, before: { role: 'member' }, after: { role: 'moderator' } },
        { ...of, act: 'room:role', user, before: { role: 'moderator' }, after: { role: 'member' } },
        { ...of, act: 'room:mute', user, after: { until }, reason: 'noise, 吵' },
        { ...of, act: 'room:mute', user, before: { until } },
        {
          ...{ ...of, act: 'room:edit', before: { rights: null, slowModeMs: null } },
          after: { rights, slowModeMs: 5_000 },
        },
        { ...of, act: 'room:edit', before: { rights }, after: { rights: null } },
        { ...of, act: 'message:delete', user, seq: theirs },
        { ...of, act: 'room:remove', user },
        { ...of, act: 'room:ban', user, after: { until: null } },
        { ...of, act: 'room:unban', user, before: { until: null } },
        { ...of, act: 'room:delete' },
      ]);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      // By whom it was done to, and by whom it was done; in pages that are too small.
      expect(await entries(store, { user }, 2)).toEqual(found.filter((entry) => entry.user === user));
      expect(await entries(store, { user: by }, 3)).toEqual(found);
      expect(await entries(store, { room, user }, 3)).toEqual(found.filter((entry) => entry.user === user));
      expect((await entries(store, {})).slice(-found.length)).toEqual(found);
      await expect(store.audit.list({}, 'nonsense', 5)).rejects.toMatchObject({ code: 'bad_request' });
    });

    test('[AUD-2] what is refused leaves none; a private room is not named', async () => {
      const { store, owner, member, room } = await scene('private');
      const [by, user] = [member.id, owner.id];
      await store.moderation.setRole(room, by, rightsOf('roles'), { user, hasAccount: true, role: 'member' });
      await store.moderation.mute(room, by, rightsOf('mute'), user, { until: Date.now() + 10_000, reason: null });
      await store.moderation.ban(room, by, rightsOf('ban'), user, { until: null, reason: null });
      await store.membership.remove(room, by, rightsOf('remove'), user);
      await edit(store, room, member, { slowModeMs: 1_000 });
      await store.rooms.deleteRoom(room, by, rightsOf('delete_room'));
      await store.membership.leave(room, by);
      expect(await entries(store, { room })).toEqual([]);
      await edit(store, room, owner, { slowModeMs: 1_000 });
      expect((await entries(store, { room }))[0]).not.toHaveProperty('name');
    });

    test('[AUD-1] roles on the whole server; other acts by whoever does them, once however often they are recorded', async () => {
      const { store } = opened;
      const { owner: admin, member } = await scene();
      await store.accounts.setRole(member.id, 'admin', { act: 'admin:person', by: admin.id });
      await store.accounts.setRole(member.id, 'admin', { act: 'admin:person', by: admin.id });
      await store.accounts.setRole(member.id, 'owner', { act: 'shell:owner', by: null });
      const entry = {
        ...{ id: `own-${member.id}`, at: Date.now(), by: member.id, act: 'admin:settings' as const },
        after: { guests: false, roles: ['member', 'admin'], retentionDays: null },
      };
      await Promise.all([store.audit.record(entry), store.audit.record(entry)]);
      await store.audit.record(entry);
      const of = { act: 'admin:person', user: member.id, id: expect.any(String), at: expect.any(Number) };
      expect(await entries(store, { user: member.id })).toEqual([
        { ...of, by: admin.id, before: { role: 'member' }, after: { role: 'admin' } },
        { ...of, act: 'shell:owner', by: null, before: { role: 'admin' }, after: { role: 'owner' } },
        entry,
      ]);
    });

    test('[AUD-4] the records are one chain without a gap, in whatever order they come and after the store is opened again', async () => {
      const { store } = opened;
      const { owner, room } = await scene();
      await Promise.all([1_000, 2_000, 3_000, 4_000].map((slowModeMs) => edit(store, room, owner, { slowModeMs })));
      const again = await opened.reopen();
      const chain = new AuditChain();
      let after = 0;
      for (;;) {
        const { records, head } = await again.audit.read(after, 7);
        for (const record of records) chain.add(record);
        after = records.at(-1)?.n ?? after;
        if (records.length > 0) continue;
        expect(head.n).toBe(after);
        expect(chain.end(head)).toEqual([]);
        break;
      }
      expect(after).toBeGreaterThanOrEqual(4);
      expect(await entries(again, { room })).toHaveLength(4);
    });
  });
}
