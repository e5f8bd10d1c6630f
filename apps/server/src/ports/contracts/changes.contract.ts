import { limits } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { ChangeRequest } from '../conversation-log.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

type What =
  | { readonly kind: 'edit'; readonly content: string; readonly mentions?: readonly UserId[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'react'; readonly emoji: string; readonly on: boolean };

let changes = 0;
const change = (store: Store, conversation: ConversationId, by: User, seq: number, what: What) =>
  store.log.change({
    conversation,
    by: by.id,
    seq,
    at: 7,
    id: `c-${(changes += 1)}`,
    ...changeNeeds[what.kind],
    mentions: [],
    ...what,
  } as ChangeRequest);

/** What any log must do with edits, deletions, reactions, replies and repeats. */
export function describeChanges(name: string, open: OpenStore): void {
  describe(`changes of messages on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store, 'owner'), await newUser(store, 'member')];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, Date.now());
      const messages = async (reader: User) => {
        const page = await store.log.page({ conversation: room.id, reader: reader.id, limit: 100 });
        if (page.status !== 'page') throw new Error('refused');
        return page.messages;
      };
      return { store, owner, member, room, messages };
    };

    test('[LOG-2] whoever was removed after writing still learns that it was kept, and writes nothing more', async () => {
      const { store, owner, member, room } = await scene();
      const sent = newMessage(room.id, member);
      const first = await store.log.append(sent);
      await store.membership.remove(room.id, owner.id, rightsOf('remove'), member.id);
      expect(await store.log.append({ ...sent, content: 'again' })).toEqual({ ...first, status: 'duplicate' });
      expect(await store.log.append(newMessage(room.id, member))).toEqual({ status: 'refused', code: 'forbidden' });
      expect((await store.log.states([room.id]))[0]?.head.seq).toBe(1);
    });

    test('[LOG-1] a reply names a message that is there', async () => {
      const { store, owner, room, messages } = await scene();
      await append(store, room.id, owner);
      const early = newMessage(room.id, owner, { replyTo: 2 });
      expect(await store.log.append(early)).toEqual({ status: 'no-such-reply' });
      await append(store, room.id, owner, { replyTo: 1 });
      // The refusal has not used the client's id up.
      expect(await store.log.append(early)).toMatchObject({ status: 'appended', seq: 3 });
      expect((await messages(owner)).map(({ replyTo }) => replyTo)).toEqual([undefined, 1, 2]);
    });

    test('[LOG-16] an edit calls whom its text names now: once, members only; who is named no longer does not count', async () => {
      const { store, owner, member, room, messages } = await scene();
      const stranger = await newUser(store);
      const count = async (user: UserId) => (await store.users.line(user, room.id))?.mentions;
      const edit = (content: string, mentions: readonly UserId[]) =>
        change(store, room.id, member, 1, { kind: 'edit', content, mentions });
      await append(store, room.id, member, { content: 'hm' });
      await edit('hm, @owner', [owner.id, owner.id, stranger.id]);
      expect(await count(owner.id)).toBe(1);
      await edit('hm, @owner?', [owner.id]);
      expect(await count(owner.id)).toBe(1);
      expect(await messages(owner)).toMatchObject([{ content: 'hm, @owner?', mentions: [owner.id] }]);
      await edit('never mind', []);
      expect(await count(owner.id)).toBe(0);
      expect((await messages(owner))[0]?.mentions).toBeUndefined();
      await edit('but @owner', [owner.id]);
      const [continuation] = await store.log.since(
        owner.id,
        [{ conversation: room.id, epoch: (await store.log.states([room.id]))[0]?.head.epoch ?? '', seq: 1, rev: 0 }],
        { pageMessages: 10, budgetBytes: 100_000 },
      );
      if (continuation?.state !== 'continuous') throw new Error('no changes');
      expect(continuation.changes.at(-1)).toMatchObject({ kind: 'edit', content: 'but @owner', mentions: [owner.id] });
      await change(store, room.id, member, 1, { kind: 'delete' });
      expect(await count(owner.id)).toBe(0);
    });

    test('[LOG-4] deleting leaves the number and nothing else; again is no error and no change', async () => {
      const { store, owner, member, room, messages } = await scene();
      await append(store, room.id, member, { mentions: [owner.id] });
      await change(store, room.id, owner, 1, { kind: 'react', emoji: '👍', on: true });
      expect(await store.users.line(owner.id, room.id)).toMatchObject({ mentions: 1 });
      expect(await change(store, room.id, member, 1, { kind: 'delete' })).toMatchObject({ status: 'changed', rev: 2 });
      expect(await change(store, room.id, member, 1, { kind: 'delete' })).toMatchObject({ status: 'changed', rev: 2 });
      expect(await change(store, room.id, owner, 1, { kind: 'react', emoji: '👍', on: true })).toEqual({
        status: 'no-message',
      });
      const [message] = await messages(owner);
      expect(message).toMatchObject({ seq: 1, deleted: true, rev: 2 });
      for (const gone of ['content', 'reactions', 'mentions', 'mine'] as const) expect(message?.[gone]).toBeUndefined();
      expect(await store.users.line(owner.id, room.id)).toMatchObject({ mentions: 0 });
      expect((await store.log.states([room.id]))[0]?.head.rev).toBe(2);
    });

    test('[LOG-4] many react at once: every one is counted once, at most twenty are named, taking back undoes it', async () => {
      const { store, owner, member, room, messages } = await scene();
      await append(store, room.id, owner);
      const people = await Promise.all(Array.from({ length: 25 }, () => newUser(store)));
      for (const user of people) await store.membership.join(room.id, user.id, Date.now());
      const react = (user: User, on: boolean) => change(store, room.id, user, 1, { kind: 'react', emoji: '🎉', on });
      await Promise.all([...people, ...people].map((user) => react(user, true)));
      const [full] = await messages(member);
      expect(full?.reactions).toMatchObject([{ emoji: '🎉', count: 25 }]);
      const named = full?.reactions?.[0]?.users ?? [];
      expect(new Set(named).size).toBe(20);
      const one = people.find(({ id }) => named.includes(id));
      if (!one) throw new Error('nobody is named');
      await react(one, false);
      const [fewer] = await messages(one);
      expect(fewer?.reactions).toMatchObject([{ emoji: '🎉', count: 24 }]);
      expect(fewer?.reactions?.[0]?.users).toHaveLength(20);
      expect(fewer?.reactions?.[0]?.users).not.toContain(one.id);
      expect(fewer?.mine).toBeUndefined();
      await Promise.all(people.map((user) => react(user, false)));
      expect((await messages(member))[0]?.reactions ?? []).toEqual([]);
    });

    test('[LOG-4] different emoji on one message are bounded, those that are there can still be used', async () => {
      const { store, owner, member, room } = await scene();
      await append(store, room.id, owner);
      const emoji = (index: number): string => String.fromCodePoint(0x1f600 + index);
      for (let index = 0; index < limits.reactionsPerMessage; index += 1)
        await change(store, room.id, owner, 1, { kind: 'react', emoji: emoji(index), on: true });
      expect(await change(store, room.id, member, 1, { kind: 'react', emoji: emoji(60), on: true })).toEqual({
        status: 'too-many-reactions',
      });
      expect(await change(store, room.id, member, 1, { kind: 'react', emoji: emoji(0), on: true })).toMatchObject({
        status: 'changed',
        rev: limits.reactionsPerMessage + 1,
      });
    });

    test('[RES-1] since answers the changes missed with the state of now, messages and changes together', async () => {
      const { store, owner, member, room } = await scene();
      const first = await append(store, room.id, owner, { content: 'one' });
      const [at] = await store.log.states([room.id]);
      if (!at) throw new Error('no state');
      await change(store, room.id, owner, 1, { kind: 'edit', content: 'two' });
      await append(store, room.id, owner);
      await change(store, room.id, member, 2, { kind: 'react', emoji: '👍', on: true });
      await change(store, room.id, owner, 1, { kind: 'edit', content: 'three' });
      const held = { conversation: room.id, epoch: at.head.epoch, seq: 1, id: first.id, rev: 0, change: null };
      const [missed] = await store.log.since(member.id, [held], { pageMessages: 100, budgetBytes: 100_000 });
      if (missed?.state !== 'continuous') throw new Error('not continuous');
      expect(missed).toMatchObject({
        more: false,
        head: { seq: 2, rev: 3 },
        messages: [{ seq: 2, reactions: [{ emoji: '👍', count: 1 }], mine: ['👍'] }],
      });
      // Each change begins where the one before ended, and the last state of a message is the one of now.
      let rev = 0;
      for (const { prev, rev: next } of missed.changes) {
        expect(prev).toBe(rev);
        rev = next;
      }
      expect(rev).toBe(3);
      expect(missed.changes.findLast((change) => 'seq' in change && change.seq === 1)).toMatchObject({
        kind: 'edit',
        content: 'three',
      });
      const last = missed.changes.at(-1);
      const there = { ...held, seq: 2, id: missed.head.id, rev, change: last?.id ?? null };
      expect((await store.log.since(member.id, [there], { pageMessages: 1, budgetBytes: 1 }))[0]).toMatchObject({
        state: 'continuous',
        messages: [],
        changes: [],
        more: false,
      });
    });

    test('[ROOM-6, DEL-2] an edited room is a change that carries its facts', async () => {
      const { store, owner, member, room } = await scene();
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      const topic = '今天的事';
      expect(
        await store.rooms.editRoom(room.id, member.id, rightsOf('edit_room'), { topic, at: 1, id: 'e-1' }),
      ).toEqual({
        status: 'refused',
        code: 'forbidden',
      });
      expect(
        await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), { topic, at: 1, id: 'e-2' }),
      ).toMatchObject({
        status: 'edited',
        state: { facts: { name: room.name, topic }, head: { rev: 1, change: 'e-2' } },
      });
      await until('it is heard', () => heard.length > 0);
      expect(heard).toMatchObject([
        { kind: 'change', change: { prev: 0, rev: 1, id: 'e-2', kind: 'room' }, facts: { id: room.id, topic } },
      ]);
      listening.stop();
    });
  });
}
