import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asUserId } from '@rookery/protocol';
import type { Presence } from '@rookery/protocol';
import type { UserAnnouncement } from '../announcements.ts';
import type { SessionKind } from '../session-store.ts';
import { newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any session store and presence board must do. */
export function describeSessionsAndPresence(name: string, open: OpenStore): void {
  describe(`sessions and presence on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const secret = (): string => `hash-${Math.random()}`;

    test('[SES-5] a session is found by its secret, until its end, which a use moves', async () => {
      const { store } = opened;
      const user = await newUser(store);
      const now = Date.now();
      const hash = secret();
      await store.sessions.create(hash, { id: hash.slice(5), user, kind: 'guest', expiresAt: now + 100_000 });
      expect(await store.sessions.resume(hash, now, null)).toMatchObject({
        user,
        kind: 'guest',
        expiresAt: now + 100_000,
      });
      expect(await store.sessions.resume(hash, now + 50_000, now + 900_000)).toMatchObject({
        expiresAt: now + 900_000,
      });
      expect(await store.sessions.resume(hash, now + 900_001, null)).toBeNull();
      expect(await store.sessions.resume(secret(), now, null)).toBeNull();
      expect(await store.sessions.liveKind(user.id, now)).toBe('guest');
      expect(await store.sessions.liveKind(user.id, now + 900_001)).toBeNull();
    });

    test('[SES-2] a session comes before its user has a name', async () => {
      const { store } = opened;
      const { id } = await newUser(store);
      const user = { ...(await newUser(store)), id: asUserId(`${id}x`), username: `n${id.slice(2)}` };
      const hash = secret();
      const now = Date.now();
      await store.sessions.create(hash, { id: hash.slice(5), user, kind: 'guest', expiresAt: now + 60_000 });
      expect(await store.people.holderOf(user.username)).toBeNull();
      expect(await store.sessions.liveKind(user.id, now)).toBe('guest');
      expect(await store.people.claimName(user, null)).toBe('claimed');
      expect(await store.sessions.resume(hash, now, null)).toMatchObject({ user });
      expect(await store.people.holderOf(user.username)).toBe(user.id);
    });

    test('[SES-2] a token holds a name more firmly than a classic session does', async () => {
      const { store } = opened;
      const user = await newUser(store);
      const now = Date.now();
      const create = (kind: SessionKind, lifeMs: number): Promise<void> => {
        const hash = secret();
        return store.sessions.create(hash, { id: hash.slice(5), user, kind, expiresAt: now + lifeMs });
      };
      await create('classic', 90_000);
      expect(await store.sessions.liveKind(user.id, now)).toBe('classic');
      await create('guest', 60_000);
      await create('classic', 90_000);
      expect(await store.sessions.liveKind(user.id, now)).toBe('guest');
      expect(await store.sessions.liveKind(user.id, now + 70_000)).toBe('classic');
    });

    test('[SES-7] a revoked session is gone and announced; extend tells those that are gone', async () => {
      const { store } = opened;
      const user = await newUser(store);
      const now = Date.now();
      const [first, second] = [secret(), secret()];
      for (const hash of [first, second])
        await store.sessions.create(hash, {
          id: `id-${hash.slice(5)}`,
          user,
          kind: 'classic',
          expiresAt: now + 60_000,
        });
      const heard: UserAnnouncement[] = [];
      const listening = await store.announcements.listenToUser(user.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const ids = [first, second].map((hash) => ({ id: `id-${hash.slice(5)}`, user: user.id }));
      const [one] = ids;
      if (!one) throw new Error('no session');
      await store.sessions.revoke(one);
      await store.sessions.revoke(one);
      await until('it is heard', () =>
        heard.some((announcement) => announcement.kind === 'revoked' && announcement.sessions.includes(one.id)),
      );
      expect(await store.sessions.resume(first, now, null)).toBeNull();
      expect(await store.sessions.extend(ids, now, now + 120_000)).toEqual([one.id]);
      expect(await store.sessions.resume(second, now + 100_000, null)).toMatchObject({ kind: 'classic' });
      listening.stop();
    });

    test('[PRES-1] users come online and go, and those who listen hear it', async () => {
      const { store } = opened;
      const [user, other] = [await newUser(store), await newUser(store)];
      const heard: Presence[] = [];
      const stop = store.presence.onChange((changes) => heard.push(...changes));
      store.presence.set(user.id, true);
      await until('she is online', async () => (await store.presence.states([user.id]))[0]?.online === true);
      expect(await store.presence.states([other.id, user.id])).toMatchObject([
        { user: other.id, online: false },
        { user: user.id, online: true, lastSeen: null },
      ]);
      await until('it is heard', () => heard.some((change) => change.user === user.id && change.online));
      expect(await store.presence.onlineUsers(10_000)).toContain(user.id);
      const before = Date.now();
      store.presence.set(user.id, false);
      await until('she is gone', () => heard.some((change) => change.user === user.id && !change.online));
      const [state] = await store.presence.states([user.id]);
      expect(state?.online).toBe(false);
      expect(state?.lastSeen).toBeGreaterThanOrEqual(before - 1_000);
      stop();
    });

    test('[PRES-3] a conversation’s members online are counted', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const [room, empty] = [await newRoom(store, owner), await newRoom(store, owner)];
      store.presence.setOnlineIn(room.id, 7);
      await until('it is counted', async () => (await store.presence.onlineIn([room.id]))[0] === 7);
      expect(await store.presence.onlineIn([empty.id, room.id])).toEqual([0, 7]);
      store.presence.setOnlineIn(room.id, 0);
      await until('it is forgotten', async () => (await store.presence.onlineIn([room.id]))[0] === 0);
    });
  });
}
