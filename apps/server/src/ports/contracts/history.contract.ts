import { unreadAfter } from '@rookery/protocol';
import type { ConversationId, FileId, HeldPosition, ThreadId, User, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toWireMessage } from '../../domain/log.ts';
import type { Part } from '../../domain/part.ts';
import { changeNeeds } from '../../domain/rights.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const bounds = { pageMessages: 100, budgetBytes: 262_144 };

const parts: readonly Part[] = [
  {
    kind: 'files',
    files: [
      {
        id: 'f_1' as FileId,
        name: '图 1.png',
        type: 'image/png',
        bytes: 7,
        width: 3,
        height: 2,
        thumb: 'aGk=',
        createdAt: 5,
        hash: 'aa',
      },
      { id: 'f_2' as FileId, name: 'a.mp3', type: 'audio/mpeg', bytes: 9, durationMs: 1_500, createdAt: 6, hash: 'bb' },
    ],
  },
  { kind: 'poll', question: 'Where?', options: ['here', 'there'], multiple: false, anonymous: true, closesAt: 99 },
  { kind: 'from-thread', thread: 't_1' as ThreadId, seq: 12 },
  {
    kind: 'forwarded',
    user: 'u_1' as UserId,
    at: 7,
    content: '“说”\n]["p"',
    conversation: 'r_1' as ConversationId,
    seq: 3,
  },
  { kind: 'silent' },
];

/** What any conversation log must do with a history that begins later, and with what a message is made of besides its text. */
export function describeHistory(name: string, open: OpenStore): void {
  describe(`history on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    /** A room with ten messages, each by its owner and calling the member; some have reactions, edits and deletions. */
    const scene = async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store), await newUser(store)];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, 1);
      const ids: string[] = [];
      for (let seq = 1; seq <= 10; seq += 1)
        ids.push((await append(store, room.id, owner, { content: `n${seq}`, mentions: [member.id] })).id);
      const change = (seq: number, id: string, what: object) =>
        store.log.change({
          conversation: room.id,
          by: owner.id,
          seq,
          at: 3,
          id,
          ...changeNeeds.edit,
          ...what,
        } as Parameters<typeof store.log.change>[0]);
      await change(2, 'c1', { kind: 'edit', content: 'edited', mentions: [member.id] });
      await change(3, 'c2', { ...changeNeeds.react, kind: 'react', emoji: '👍', on: true });
      await change(4, 'c3', { ...changeNeeds.delete, kind: 'delete' });
      await change(8, 'c4', { kind: 'edit', content: 'edited too', mentions: [member.id] });
      return { store, owner, member, room, ids, change };
    };
    const headOf = async (store: Store, conversation: ConversationId) => {
      const [state] = await store.log.states([conversation]);
      if (!state) throw new Error('no state');
      return state.head;
    };
    const pageOf = async (store: Store, conversation: ConversationId, reader: User, range: object = {}) => {
      const page = await store.log.page({ conversation, reader: reader.id, limit: 50, ...range });
      if (page.status !== 'page') throw new Error('refused');
      return { seqs: page.messages.map(({ seq }) => seq), hasMore: page.hasMore, head: page.state.head };
    };

    test('[LOG-14] what was taken away does not exist any more, in any direction', async () => {
      const { store, member, room, change } = await scene();
      expect(await headOf(store, room.id)).toMatchObject({ first: 1, seq: 10 });
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      await store.log.trim(room.id, 6);
      await until('it is heard', () => heard.length > 0);
      expect(heard).toEqual([{ kind: 'trimmed', removals: 0, first: 6 }]);
      listening.stop();
      // It only rises.
      await store.log.trim(room.id, 3);
      expect(await headOf(store, room.id)).toMatchObject({ first: 6, seq: 10, rev: 4 });
      expect(await pageOf(store, room.id, member)).toMatchObject({ seqs: [6, 7, 8, 9, 10], hasMore: false });
      expect(await pageOf(store, room.id, member, { limit: 3 })).toMatchObject({ seqs: [8, 9, 10], hasMore: true });
      expect(await pageOf(store, room.id, member, { before: 8 })).toMatchObject({ seqs: [6, 7], hasMore: false });
      expect(await pageOf(store, room.id, member, { before: 6 })).toMatchObject({ seqs: [], hasMore: false });
      expect(await pageOf(store, room.id, member, { after: 2, limit: 2 })).toMatchObject({
        seqs: [6, 7],
        hasMore: true,
      });
      expect(await pageOf(store, room.id, member, { around: 1, limit: 3 })).toMatchObject({ seqs: [6, 7, 8] });
      for (const seq of [1, 4, 5])
        for (const what of [
          { kind: 'edit', content: 'x' },
          { ...changeNeeds.react, kind: 'react', emoji: '👍', on: true },
          { ...changeNeeds.delete, kind: 'delete' },
        ])
          expect(await change(seq, 'none', what)).toEqual({ status: 'no-message' });
      expect(await change(6, 'c5', { kind: 'edit', content: 'still there' })).toMatchObject({ status: 'changed' });
    });

    test('[READ-4] what was taken away is not unread, and mentions nobody', async () => {
      const { store, member, room } = await scene();
      await store.users.mark(member.id, room.id, 2, true);
      expect(await store.users.line(member.id, room.id)).toMatchObject({ read: 2, mentions: 7 });
      const { rev } = await store.users.conversations(member.id);
      await store.log.trim(room.id, 6);
      const line = await store.users.line(member.id, room.id);
      if (!line) throw new Error('no line');
      expect(unreadAfter(line.state.head, line.read)).toBe(5);
      expect(line).toMatchObject({ read: 2, mentions: 5, last: { seq: 10 } });
      expect(await store.users.mark(member.id, room.id, 3, false)).toMatchObject({ read: 3, unread: 5 });
      expect(await store.users.mark(member.id, room.id, 7, false)).toMatchObject({ read: 7, unread: 3 });
      await store.users.mark(member.id, room.id, 1, true);
      const since = await store.users.since(member.id, rev);
      expect(since.status === 'steps' && since.steps.at(-1)?.read).toMatchObject({ read: 1, unread: 5 });
      await store.log.trim(room.id, 99);
      expect(await headOf(store, room.id)).toMatchObject({ first: 11, seq: 10 });
      expect(await store.users.line(member.id, room.id)).toMatchObject({ mentions: 0, last: null });
      expect(await pageOf(store, room.id, member)).toMatchObject({ seqs: [], hasMore: false });
      expect(await append(store, room.id, member)).toMatchObject({ seq: 11 });
      expect(await pageOf(store, room.id, member)).toMatchObject({ seqs: [11], hasMore: false });
    });

    test('[RES-4] a position right before the first goes on, one below it is a reset, and changes to what is gone are hidden', async () => {
      const { store, member, room, ids } = await scene();
      const { epoch } = await headOf(store, room.id);
      await store.log.trim(room.id, 6);
      const ask = async (seq: number, more: object = {}) => {
        const held = { conversation: room.id, epoch, seq, id: ids[seq - 1] ?? null, rev: 0, change: null, ...more };
        const [answer] = await store.log.since(member.id, [held as HeldPosition], bounds);
        return answer;
      };
      expect(await ask(4)).toMatchObject({ state: 'reset', head: { first: 6 } });
      expect(await ask(0)).toMatchObject({ state: 'reset' });
      expect(await ask(5, { id: 'm_other' })).toMatchObject({ state: 'reset' });
      const next = await ask(5);
      if (next?.state !== 'continuous') throw new Error('not continuous');
      expect(next.messages.map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10]);
      expect(next.changes).toEqual([
        { conversation: room.id, prev: 0, rev: 3, id: 'c3', kind: 'hidden' },
        expect.objectContaining({ prev: 3, rev: 4, kind: 'edit', seq: 8, content: 'edited too' }),
      ]);
      expect(next).toMatchObject({ more: false, head: { first: 6, seq: 10, rev: 4 } });
      // Trimmed once more, the old place is no longer known.
      await store.log.trim(room.id, 8);
      expect(await ask(5)).toMatchObject({ state: 'reset' });
      expect(await ask(7)).toMatchObject({ state: 'continuous' });
    });

    test('[LOG-8, LOG-9] a feed that stands before the first reads on from there, and contests nothing', async () => {
      const { store, room, ids } = await scene();
      const before = await headOf(store, room.id);
      await store.log.trim(room.id, 6);
      const tail = await store.log.tail(room.id, { seq: 2, rev: 4 }, 3);
      expect(tail).toMatchObject({ state: { head: { first: 6 } }, messages: [{ seq: 6 }, { seq: 7 }, { seq: 8 }] });
      expect((await store.log.tail(room.id, { seq: 5, rev: 4 }, 3))?.at).toMatchObject({ id: ids[4], change: 'c4' });
      const held = { ...before, seq: 2, id: ids[1] as typeof before.id };
      expect((await store.log.contest(room.id, held)).head.epoch).toBe(before.epoch);
      const differs = { ...before, seq: 5, id: ids[1] as typeof before.id };
      expect((await store.log.contest(room.id, differs)).head).toMatchObject({ first: 6 });
      expect((await headOf(store, room.id)).epoch).not.toBe(before.epoch);
    });

    test('[LOG-2] a repeat of what was taken away is known, and adds nothing', async () => {
      const { store, owner, room } = await scene();
      const sent = newMessage(room.id, owner, { content: 'again and again' });
      const first = await store.log.append(sent);
      if (first.status !== 'appended') throw new Error('not kept');
      await append(store, room.id, owner);
      await store.log.trim(room.id, 12);
      expect(await store.log.append(sent)).toMatchObject({ ...first, status: 'duplicate' });
      await store.log.trim(room.id, 13);
      expect(await store.log.append(sent)).toMatchObject({ status: 'duplicate', seq: first.seq });
      expect(await headOf(store, room.id)).toMatchObject({ seq: 12, first: 13 });
    });

    test('[LOG-15] parts come back as they were sent, live and later, and go with the message', async () => {
      const { store } = opened;
      const owner = await newUser(store);
      const room = await newRoom(store, owner);
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room.id, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      await store.files.hold(room.id, owner.id, ['aa', 'bb'], 60_000);
      await append(store, room.id, owner, { content: 'look', parts, clientId: undefined, replyTo: undefined });
      await append(store, room.id, owner, { content: 'nothing but text', parts: [] });
      const hushed: readonly Part[] = [{ kind: 'silent' }];
      await append(store, room.id, owner, { content: 'hush', parts: hushed });
      await until('all are heard', () => heard.length === 3);
      listening.stop();
      const page = async () => {
        const read = await store.log.page({ conversation: room.id, reader: owner.id, limit: 9 });
        if (read.status !== 'page') throw new Error('refused');
        return read;
      };
      const { messages, state } = await page();
      expect(messages.map((message) => message.parts)).toEqual([parts, undefined, hushed]);
      expect(heard.map((one) => one.kind === 'message' && one.message.parts)).toEqual([parts, undefined, hushed]);
      const [message] = messages;
      if (!message) throw new Error('no message');
      const wire = toWireMessage(message, state.facts, () => owner);
      expect(wire).toMatchObject({
        content: 'look',
        files: [
          { id: 'f_1', width: 3 },
          { id: 'f_2', durationMs: 1_500 },
        ],
        poll: { question: 'Where?', options: [{ text: 'here', count: 0 }, { text: 'there' }], closesAt: 99 },
        fromThread: { thread: 't_1', seq: 12 },
        forwarded: { user: 'u_1', at: 7, content: '“说”\n]["p"', conversation: 'r_1', seq: 3 },
        silent: true,
      });
      expect(wire).not.toHaveProperty('parts');
      expect(JSON.stringify(wire)).not.toContain('hash');
      const change = (id: string, what: object) =>
        store.log.change({ conversation: room.id, by: owner.id, seq: 1, at: 3, id, ...what } as Parameters<
          typeof store.log.change
        >[0]);
      // The same text again is no change: the parts are not taken for a piece of it.
      expect(await change('e0', { ...changeNeeds.edit, kind: 'edit', content: 'look' })).toMatchObject({ rev: 0 });
      await change('e1', { ...changeNeeds.edit, kind: 'edit', content: 'look here' });
      expect((await page()).messages[0]).toMatchObject({ content: 'look here', parts });
      await change('e2', { ...changeNeeds.delete, kind: 'delete' });
      const [deleted] = (await page()).messages;
      expect(deleted).toMatchObject({ seq: 1, deleted: true, author: owner.id });
      expect(deleted).not.toHaveProperty('parts');
    });
  });
}
