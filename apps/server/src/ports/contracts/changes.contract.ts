import { limits } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everybody } from '../../domain/everybody.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import type { ConversationAnnouncement, UserAnnouncement } from '../announcements.ts';
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

    test('[LOG-18] who calls all and may calls each once, with one mark a message, until it is edited, deleted or trimmed away', async () => {
      const { store, owner, member, room } = await scene();
      const third = await newUser(store, 'third');
      await store.membership.join(room.id, third.id, Date.now());
      const allow = (mention_all: 'guest' | 'moderator', id: string) =>
        store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), { rights: { mention_all }, id, at: 1 });
      await allow('guest', 'rules');
      const counts = () =>
        Promise.all([owner, member, third].map(async ({ id }) => (await store.users.line(id, room.id))?.mentions));
      const call = (by: User, mentions: readonly UserId[]) => append(store, room.id, by, { content: '@all', mentions });
      const called = async () => {
        const page = await store.log.page({ conversation: room.id, reader: third.id, limit: 100 });
        return page.status === 'page' ? page.messages.map(({ mentions }) => mentions) : expect.unreachable();
      };
      await call(owner, [everybody]);
      // Whoever is named besides is called once.
      await call(member, [third.id, everybody, everybody]);
      await call(owner, [everybody, owner.id]);
      expect(await called()).toEqual([[everybody], [third.id, everybody], [everybody, owner.id]]);
      expect(await counts()).toEqual([1, 2, 3]);
      const [, , line] = await Promise.all([owner, member, third].map(({ id }) => store.users.line(id, room.id)));
      expect(line?.last).toMatchObject({ seq: 3, mentions: [everybody, owner.id] });
      await store.users.mark(third.id, room.id, 1, false);
      expect(await counts()).toEqual([1, 2, 2]);
      // Without the right it is said, and calls nobody.
      await allow('moderator', 'stricter');
      await call(member, [everybody, third.id]);
      expect((await called()).at(-1)).toEqual([third.id]);
      expect(await counts()).toEqual([1, 2, 3]);
      // An edit that keeps it changes no count; one that takes it away uncounts it, one that says it anew calls nobody.
      const edit = (by: User, seq: number, content: string, mentions: readonly UserId[]) =>
        change(store, room.id, by, seq, { kind: 'edit', content, mentions });
      const { head } = (await store.log.states([room.id]))[0] ?? expect.unreachable();
      await edit(owner, 1, '@all again', [everybody]);
      await edit(owner, 3, 'nobody', []);
      expect(await counts()).toEqual([1, 1, 2]);
      await edit(owner, 3, '@all once more', [everybody]);
      await edit(member, 4, '@all!', [everybody]);
      expect(await counts()).toEqual([1, 1, 1]);
      expect(await called()).toEqual([[everybody], [third.id, everybody], undefined, undefined]);
      expect((await store.users.line(third.id, room.id))?.calledLate).toBe(0);
      const held = [{ conversation: room.id, epoch: head.epoch, seq: 4, rev: head.rev }];
      const [continuation] = await store.log.since(third.id, held, { pageMessages: 10, budgetBytes: 100_000 });
      expect(continuation?.state === 'continuous' && continuation.changes).toMatchObject([
        { seq: 1, mentions: [], all: true },
        { seq: 3, mentions: [] },
        { seq: 4, mentions: [] },
      ]);
      await change(store, room.id, owner, 2, { kind: 'delete' });
      expect(await counts()).toEqual([0, 1, 0]);
      await call(owner, [everybody]);
      await store.log.trim(room.id, 3);
      expect(await counts()).toEqual([0, 1, 1]);
      await store.log.trim(room.id, 6);
      expect(await counts()).toEqual([0, 0, 0]);
      // So many are told apart, of whichever kind.
      for (let at = 0; at < 70; at += 1) await call(owner, [everybody]);
      for (let at = 0; at < 70; at += 1) await call(owner, [member.id]);
      expect(await counts()).toEqual([0, 100, 70]);
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

    test('[READ-2] nobody calls herself, by a message or by an edit of one', async () => {
      const { store, owner, member, room, messages } = await scene();
      const count = async (user: UserId) => (await store.users.line(user, room.id))?.mentions;
      await append(store, room.id, owner, { content: 'unread by her' });
      await append(store, room.id, member, { content: '@member @owner', mentions: [member.id, owner.id] });
      await append(store, room.id, member, { content: 'hm' });
      await change(store, room.id, member, 3, { kind: 'edit', content: '@member', mentions: [member.id] });
      expect((await messages(owner))[1]?.mentions).toEqual([member.id, owner.id]);
      expect([await count(member.id), await count(owner.id)]).toEqual([0, 1]);
    });

    describe('calls by edits', () => {
      /** `member` writes one message, which `owner` reads. */
      const readScene = async () => {
        const seen = await scene();
        const { store, owner, member, room } = seen;
        await append(store, room.id, member, { content: 'hm' });
        await store.users.mark(owner.id, room.id, 1, false);
        return {
          ...seen,
          edit: (content: string, mentions: readonly UserId[], seq = 1) =>
            change(store, room.id, member, seq, { kind: 'edit', content, mentions }),
          line: (user = owner) => store.users.line(user.id, room.id),
          see: async (rev: number, seq = 0) => store.users.mark(owner.id, room.id, seq, false, rev),
        };
      };
      const [called, quiet] = [
        { mentions: 0, calledLate: 1 },
        { mentions: 0, calledLate: 0 },
      ];

      test('[LOG-17] who has read the message is called once, until she has seen that change', async () => {
        const { store, owner, member, edit, line, see } = await readScene();
        const stranger = await newUser(store);
        expect(await line()).toMatchObject({ read: 1, ...quiet });
        await edit('hm, @owner', [owner.id, owner.id, member.id, stranger.id]);
        expect(await line()).toMatchObject({ read: 1, ...called });
        // Nobody calls herself, and only members are called.
        expect(await line(member)).toMatchObject(quiet);
        await edit('hm, @owner?', [owner.id]);
        expect(await line()).toMatchObject(called);
        expect(await see(0)).toEqual({ status: 'marked', read: 1, unread: 0 });
        expect(await line()).toMatchObject(called);
        await see(1);
        expect(await line()).toMatchObject(quiet);
        await edit('still @owner', [owner.id]);
        expect(await line()).toMatchObject(quiet);
      });

      test('[LOG-17] a name that is taken away and named again is one call; one that she has not had is taken back', async () => {
        const { store, owner, member, room, edit, line, see } = await readScene();
        await edit('@owner', [owner.id]);
        await edit('nobody', []);
        expect(await line()).toMatchObject(quiet);
        await edit('@owner after all', [owner.id]);
        expect(await line()).toMatchObject(called);
        await see(3);
        await edit('nobody again', []);
        await edit('@owner again', [owner.id]);
        expect(await line()).toMatchObject(quiet);
        // Called by the message itself.
        await append(store, room.id, member, { content: '@owner', mentions: [owner.id] });
        await store.users.mark(owner.id, room.id, 2, false);
        await edit('nobody', [], 2);
        await edit('@owner', [owner.id], 2);
        expect(await line()).toMatchObject({ read: 2, ...quiet });
      });

      test('[LOG-17] a deleted message calls nobody, and one that is deleted is counted no more', async () => {
        const { store, owner, member, room, edit, line } = await readScene();
        await edit('@owner', [owner.id]);
        await change(store, room.id, member, 1, { kind: 'delete' });
        expect(await line()).toMatchObject(quiet);
        expect(await edit('@owner', [owner.id])).toEqual({ status: 'no-message' });
        expect(await line()).toMatchObject(quiet);
      });

      test('[LOG-17] what is unread is counted once, and had when it is read', async () => {
        const { store, owner, member, room, edit, line } = await readScene();
        await append(store, room.id, member, { content: 'hm' });
        await edit('@owner', [owner.id], 2);
        expect(await line()).toMatchObject({ read: 1, mentions: 1, calledLate: 0 });
        await edit('@owner', [owner.id], 1);
        expect(await line()).toMatchObject({ read: 1, mentions: 1, calledLate: 1 });
        await store.users.mark(owner.id, room.id, 2, false);
        expect(await line()).toMatchObject({ read: 2, mentions: 0, calledLate: 1 });
        // Back before it, it is an unread mention again; what she has had by an edit is not called anew.
        await store.users.mark(owner.id, room.id, 1, true, 2);
        expect(await line()).toMatchObject({ read: 1, mentions: 1, calledLate: 0 });
      });

      test('[LOG-17] all her devices hear that she has seen it, also those that were away, and again when it is said again', async () => {
        const { store, owner, room, edit, line, see } = await readScene();
        const heard: UserAnnouncement[] = [];
        const listening = await store.announcements.listenToUser(owner.id, {
          hear: (announcement) => heard.push(announcement),
          missed: () => undefined,
        });
        const { rev } = await store.users.conversations(owner.id);
        await edit('@owner', [owner.id]);
        await see(1);
        await see(1);
        await until('both are heard', () => heard.length >= 2);
        expect(heard).toMatchObject([
          { kind: 'inbox', step: { prev: rev, rev: rev + 1, entry: room.id } },
          { kind: 'inbox', step: { prev: rev + 1, rev: rev + 2, entry: room.id } },
        ]);
        expect(await store.users.since(owner.id, rev)).toMatchObject({ steps: [{ rev: rev + 2, entry: room.id }] });
        expect(await line()).toMatchObject(quiet);
        listening.stop();
      });

      test('[LOG-17] who comes back is not called for what was named in her earlier time', async () => {
        const { store, member, room, owner, line } = await readScene();
        const other = await newUser(store);
        await store.membership.join(room.id, other.id, Date.now());
        await change(store, room.id, member, 1, { kind: 'edit', content: '@other', mentions: [other.id, owner.id] });
        expect(await line(other)).toMatchObject(called);
        await store.membership.leave(room.id, other.id);
        await store.membership.join(room.id, other.id, Date.now());
        expect(await line(other)).toMatchObject(quiet);
        expect(await line()).toMatchObject(called);
      });

      test('[LOG-17] a hundred calls are kept of one person; what does not exist any more calls nobody', async () => {
        const { store, owner, member, room, edit, line } = await readScene();
        for (let seq = 2; seq <= 103; seq += 1) await append(store, room.id, member);
        await store.users.mark(owner.id, room.id, 103, false);
        for (let seq = 1; seq <= 103; seq += 1) await edit('@owner', [owner.id], seq);
        expect(await line()).toMatchObject({ mentions: 0, calledLate: 100 });
        // The oldest are not remembered: 1 to 3.
        await store.log.trim(room.id, 6);
        expect(await line()).toMatchObject({ mentions: 0, calledLate: 98 });
      });
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

    test('[ROOM-6, ROOM-34, DEL-2] an edited room is a change that carries its facts', async () => {
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
        {
          kind: 'change',
          change: { prev: 0, rev: 1, id: 'e-2', kind: 'room', room: { createdBy: owner.id } },
          facts: { id: room.id, topic, owner: owner.id },
        },
      ]);
      listening.stop();
    });
  });
}
