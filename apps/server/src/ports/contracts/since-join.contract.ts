import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsOf } from '../../domain/rights.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const at = 1_795_430_000_000;
let changes = 0;

/** What any store must do with rooms in which what lies before one's joining does not exist. */
export function describeSinceJoin(name: string, open: OpenStore): void {
  describe(`history since joining on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const setHistory = (store: Store, room: ConversationId, by: User, history: 'all' | 'since-join') =>
      store.rooms.editRoom(room, by.id, rightsOf('edit_room'), { history, at, id: `h${(changes += 1)}` });
    const page = async (store: Store, room: ConversationId, reader: User, more = {}) => {
      const found = await store.log.page({ conversation: room, reader: reader.id, limit: 10, ...more });
      if (found.status !== 'page') throw new Error(found.status);
      return { first: found.state.head.first, seqs: found.messages.map(({ seq }) => seq), hasMore: found.hasMore };
    };
    const lineOf = async (store: Store, room: ConversationId, reader: User) =>
      (await store.users.line(reader.id, room)) ?? expect.unreachable();
    const act = (
      store: Store,
      room: ConversationId,
      by: User,
      seq: number,
      what: 'react' | 'edit',
      mentions: User[] = [],
    ) => {
      const base = {
        conversation: room,
        by: by.id,
        seq,
        at,
        id: `c${(changes += 1)}`,
        needs: rightsOf('read'),
        needsOfOthers: rightsOf(),
      };
      return what === 'react'
        ? store.log.change({ ...base, kind: 'react', emoji: '👍', on: true })
        : store.log.change({
            ...base,
            kind: 'edit',
            content: `edit ${changes}`,
            mentions: mentions.map(({ id }) => id),
          });
    };
    /** An owner who said three things before the other one came. */
    const scene = async (history: 'all' | 'since-join' = 'since-join') => {
      const { store } = opened;
      const [owner, late] = [await newUser(store, 'owner'), await newUser(store, 'late')];
      const { id: room } = await newRoom(store, owner);
      if (history === 'since-join') await setHistory(store, room, owner, history);
      for (let index = 0; index < 3; index += 1) await append(store, room, owner);
      await store.membership.join(room, late.id, at);
      return { store, owner, late, room };
    };

    test('[ROOM-33] what was said before one’s joining does not exist, in any direction; the number right before it is known', async () => {
      const { store, owner, late, room } = await scene();
      expect(await lineOf(store, room, late)).toMatchObject({
        read: 3,
        last: null,
        state: { head: { seq: 3, first: 4 } },
      });
      expect(await page(store, room, late)).toEqual({ first: 4, seqs: [], hasMore: false });
      await append(store, room, owner);
      expect(await page(store, room, late, { before: 4 })).toMatchObject({ seqs: [], hasMore: false });
      expect(await page(store, room, late, { after: 0 })).toMatchObject({ seqs: [4] });
      expect(await page(store, room, late, { around: 2 })).toMatchObject({ seqs: [4] });
      expect(await lineOf(store, room, late)).toMatchObject({ last: { seq: 4 } });
      expect(await page(store, room, owner)).toEqual({ first: 1, seqs: [1, 2, 3, 4], hasMore: false });
      expect(await store.membership.firstsOf(room, [owner.id, late.id, (await newUser(store)).id])).toEqual(
        new Map([
          [owner.id, 1],
          [late.id, 4],
        ]),
      );
      const [state] = await store.log.states([room]);
      const held = { conversation: room, epoch: state?.head.epoch ?? '', rev: state?.head.rev ?? 0 };
      const since = async (seq: number) =>
        (await store.log.since(late.id, [{ ...held, seq }], { pageMessages: 10, budgetBytes: 9_999 }))[0];
      expect(await since(2)).toMatchObject({ state: 'reset', head: { first: 4 } });
      expect(await since(3)).toMatchObject({ state: 'continuous', head: { first: 4 }, messages: [{ seq: 4 }] });
    });

    test('[ROOM-33] nothing can be done to it, and a change to it is hidden', async () => {
      const { store, owner, late, room } = await scene();
      await append(store, room, owner);
      for (const what of ['react', 'edit'] as const)
        expect(await act(store, room, late, 2, what)).toEqual({ status: 'no-message' });
      expect(await store.log.append(newMessage(room, late, { replyTo: 3 }))).toEqual({ status: 'no-such-reply' });
      expect(await store.log.append(newMessage(room, late, { replyTo: 4 }))).toMatchObject({ seq: 5 });
      const [state] = await store.log.states([room]);
      const held = { conversation: room, epoch: state?.head.epoch ?? '', seq: 5, rev: state?.head.rev ?? 0 };
      await act(store, room, owner, 2, 'react');
      await act(store, room, owner, 4, 'edit');
      const bounds = { pageMessages: 10, budgetBytes: 9_999 };
      const [hers] = await store.log.since(late.id, [held], bounds);
      const [owners] = await store.log.since(owner.id, [held], bounds);
      expect(hers).toMatchObject({ state: 'continuous', changes: [{ kind: 'hidden' }, { kind: 'edit', seq: 4 }] });
      expect(owners).toMatchObject({
        changes: [
          { kind: 'react', seq: 2 },
          { kind: 'edit', seq: 4 },
        ],
      });
    });

    test('[ROOM-33] nothing of it is unread, and nobody is called by it', async () => {
      const { store, owner, late, room } = await scene();
      expect(await store.users.mark(late.id, room, 1, true)).toMatchObject({ unread: 0 });
      await act(store, room, owner, 2, 'edit', [late]);
      expect(await lineOf(store, room, late)).toMatchObject({ mentions: 0, calledLate: 0 });
      await append(store, room, owner, { mentions: [late.id] });
      expect(await lineOf(store, room, late)).toMatchObject({ mentions: 1, state: { head: { first: 4 } } });
      // Of a room in which all is read it would have counted.
      await setHistory(store, room, owner, 'all');
      expect(await lineOf(store, room, late)).toMatchObject({ read: 1, mentions: 2 });
    });

    test('[ROOM-33] it can be switched on and off where people are; whoever comes back reads from then on', async () => {
      const { store, owner, late, room } = await scene('all');
      expect(await page(store, room, late)).toEqual({ first: 1, seqs: [1, 2, 3], hasMore: false });
      const set = await setHistory(store, room, owner, 'since-join');
      expect(set).toMatchObject({ status: 'edited', state: { facts: { history: 'since-join' }, head: { rev: 1 } } });
      expect(await setHistory(store, room, owner, 'since-join')).toMatchObject({ state: { head: { rev: 1 } } });
      expect(await page(store, room, late)).toMatchObject({ first: 4, seqs: [] });
      await append(store, room, late);
      expect(await page(store, room, late)).toMatchObject({ seqs: [4] });
      await store.membership.leave(room, late.id);
      await append(store, room, owner);
      await store.membership.join(room, late.id, at);
      expect(await page(store, room, late)).toMatchObject({ first: 6, seqs: [] });
      // Her own words too.
      expect(await act(store, room, late, 4, 'edit')).toEqual({ status: 'no-message' });
      await setHistory(store, room, owner, 'all');
      expect(await page(store, room, late)).toMatchObject({ first: 1, seqs: [1, 2, 3, 4, 5] });
      const again = await opened.reopen();
      expect(await page(again, room, late)).toMatchObject({ first: 1 });
    });
  });
}
