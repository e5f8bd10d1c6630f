import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds } from '../../domain/rights.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must announce. */
export function describeAnnouncements(name: string, open: OpenStore): void {
  describe(`announcements on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[DEL-2] what is written is announced in the log’s order, with the membership version', async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      await store.membership.join(room.id, member.id, Date.now());
      await Promise.all(Array.from({ length: 20 }, () => append(store, room.id, owner)));
      await store.log.change({
        ...changeNeeds.edit,
        kind: 'edit',
        mentions: [],
        conversation: room.id,
        by: owner.id,
        seq: 1,
        at: 1,
        id: 'c-1',
        content: 'edited',
      });
      await store.membership.leave(room.id, member.id);
      await append(store, room.id, owner);
      await until('all is heard', () => heard.length >= 24);
      const messages = heard.flatMap((announcement) => (announcement.kind === 'message' ? [announcement] : []));
      expect(messages.map(({ message }) => message.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
      expect(messages.map(({ removals }) => removals)).toEqual([...Array.from({ length: 20 }, () => 0), 1]);
      expect(heard.find(({ kind }) => kind === 'change')).toMatchObject({
        change: { prev: 0, rev: 1, id: 'c-1', kind: 'edit', seq: 1, content: 'edited' },
      });
      expect(heard.filter(({ kind }) => kind === 'members')).toMatchObject([
        { joined: member.id, members: 2, removals: 0 },
        { left: member.id, members: 1, removals: 1 },
      ]);
      listening.stop();
      listening.stop();
    });
  });
}
