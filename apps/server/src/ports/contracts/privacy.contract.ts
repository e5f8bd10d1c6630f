import { defaultChoices, limits } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds } from '../../domain/rights.ts';
import type { ChangeRequest } from '../conversation-log.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with settings and blocks. */
export function describePrivacy(name: string, open: OpenStore): void {
  describe(`privacy on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const missing = { status: 'refused', code: 'not_found' } as const;
    const send = (from: User, to: User, conversation: Parameters<typeof newMessage>[0], details = {}) =>
      opened.store.log.append(newMessage(conversation, from, { content: to.username, ...details }));

    test('[PRI-1] what is not given stays, null takes back, of two devices each keeps what the other did not change; her devices are told', async () => {
      const { store } = opened;
      const user = await newUser(store);
      expect(await store.privacy.settings(user.id)).toEqual({ ...defaultChoices, blocked: [] });
      let told = 0;
      const listening = await store.announcements.listenToUser(user.id, {
        hear: ({ kind }) => void (told += kind === 'settings' ? 1 : 0),
        missed: () => undefined,
      });
      const quietHours = { from: '22:00', to: '07:30', zone: 'Asia/Shanghai' };
      await Promise.all([
        store.privacy.change(user.id, { quietHours, language: 'zh-CN' }),
        store.privacy.change(user.id, {
          directFrom: 'rooms',
          receipts: false,
          linkPreviews: false,
          pushWords: false,
          mailDigest: false,
        }),
      ]);
      const all = {
        directFrom: 'rooms',
        receipts: false,
        quietHours,
        language: 'zh-CN',
        linkPreviews: false,
        pushWords: false,
        mailDigest: false,
        blocked: [],
      };
      expect(await store.privacy.settings(user.id)).toEqual(all);
      expect(await store.privacy.change(user.id, {})).toEqual(all);
      expect(await store.privacy.change(user.id, { quietHours: null, language: null })).toEqual({
        ...all,
        quietHours: null,
        language: null,
      });
      await until('she is told', () => told >= 3);
      listening.stop();
    });

    test('[PRI-2] a block is there before the conversation is, holds for the very next act, and ends; what was kept stays kept', async () => {
      const { store } = opened;
      const [ann, ben] = [await newUser(store, 'ann'), await newUser(store, 'ben')];
      expect(await store.privacy.block(ann.id, ben.id, true)).toBe('done');
      const { facts } = await store.rooms.openDirect(ben.id, ann.id, Date.now());
      expect(await send(ben, ann, facts.id)).toEqual(missing);
      // The other direction is open, and a room of both is none of it.
      expect(await send(ann, ben, facts.id)).toMatchObject({ status: 'appended', seq: 1 });
      const room = await newRoom(store, ann);
      await store.membership.join(room.id, ben.id, Date.now());
      await append(store, room.id, ben);
      await store.privacy.block(ann.id, ben.id, true);
      await store.privacy.block(ann.id, ben.id, false);
      const sent = { clientId: 'once' as NonNullable<ReturnType<typeof newMessage>['clientId']> };
      expect(await send(ben, ann, facts.id, sent)).toMatchObject({ status: 'appended', seq: 2 });
      const at = { conversation: facts.id, by: ben.id, seq: 2, at: Date.now(), id: 'c1' };
      const react = (on: boolean): ChangeRequest => ({ ...at, ...changeNeeds.react, kind: 'react', emoji: '👍', on });
      await store.privacy.block(ann.id, ben.id, true);
      expect(await send(ben, ann, facts.id)).toEqual(missing);
      expect(await store.log.change(react(true))).toEqual(missing);
      expect(
        await store.log.change({ ...at, ...changeNeeds.edit, kind: 'edit', content: 'hear me', mentions: [] }),
      ).toEqual(missing);
      // Who may not write any more still learns that she did. What she wrote she may take away.
      expect(await send(ben, ann, facts.id, sent)).toMatchObject({ status: 'duplicate', seq: 2 });
      expect(await store.log.change({ ...at, ...changeNeeds.delete, kind: 'delete' })).toMatchObject({
        status: 'changed',
      });
      // What she reads, and what she may, tells nothing of the block.
      expect(await store.membership.look(facts.id, ben.id)).toMatchObject({ status: 'seen' });
      const [hers, his] = await Promise.all(
        [ann, ben].map(async ({ id }) => (await store.users.line(id, facts.id))?.rights),
      );
      expect(his).toBe(hers);
    });

    test('[PRI-2] the list of the blocked is the latest first and bounded; with oneself nobody is blocked', async () => {
      const { store } = opened;
      const [ann, ben, cid] = [await newUser(store), await newUser(store), await newUser(store)];
      for (const user of [ben, cid, ben]) await store.privacy.block(ann.id, user.id, true);
      expect((await store.privacy.settings(ann.id)).blocked).toEqual([cid.id, ben.id]);
      expect((await store.privacy.settings(ben.id)).blocked).toEqual([]);
      const own = await store.rooms.openDirect(ann.id, ann.id, Date.now());
      expect(await send(ann, ann, own.facts.id)).toMatchObject({ status: 'appended' });
      await store.privacy.block(ann.id, cid.id, false);
      await store.privacy.block(ann.id, cid.id, false);
      expect((await store.privacy.settings(ann.id)).blocked).toEqual([ben.id]);
      // Two devices at once: whichever came later, both places agree.
      const { facts } = await store.rooms.openDirect(cid.id, ann.id, Date.now());
      for (let round = 0; round < 10; round += 1)
        await Promise.all([true, false].map((on) => store.privacy.block(ann.id, cid.id, on)));
      const isListed = (await store.privacy.settings(ann.id)).blocked.includes(cid.id);
      expect((await send(cid, ann, facts.id)).status).toBe(isListed ? 'refused' : 'appended');
      const others = await Promise.all(Array.from({ length: limits.blockedUsers }, () => newUser(store, 'many')));
      const outcomes = await Promise.all(others.map(({ id }) => store.privacy.block(cid.id, id, true)));
      expect(new Set(outcomes)).toEqual(new Set(['done']));
      expect(await store.privacy.block(cid.id, ann.id, true)).toBe('too-many');
      expect(await store.privacy.block(cid.id, others[0]?.id ?? ann.id, true)).toBe('done');
    });
  });
}
