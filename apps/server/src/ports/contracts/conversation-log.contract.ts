import { asConversationId } from '@rookery/protocol';
import type { ClientId, HeldPosition } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds } from '../../domain/rights.ts';
import { append, newMessage, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const bounds = { pageMessages: 100, budgetBytes: 262_144 };

/** What any conversation log must do. */
export function describeConversationLog(name: string, open: OpenStore): void {
  describe(`conversation log on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async () => {
      const { store } = opened;
      const [owner, member, stranger] = [
        await newUser(store, 'owner'),
        await newUser(store, 'member'),
        await newUser(store, 'stranger'),
      ];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, Date.now());
      return { store, owner, member, stranger, room };
    };

    test('[LOG-1] appends at once are numbered without a gap, in the order of the calls', async () => {
      const { store, owner, member, room } = await scene();
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          append(store, room.id, index % 2 ? owner : member, { content: `${index}` }),
        ),
      );
      expect(outcomes.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
      const [state] = await store.log.states([room.id]);
      expect(state?.head).toMatchObject({ seq: 200, id: outcomes.at(-1)?.id, rev: 0, change: null });
    });

    test('[LOG-2] a clientId is kept once, also when it comes many times at once', async () => {
      const { store, owner, member, room } = await scene();
      const clientId = 'the-one' as ClientId;
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => append(store, room.id, owner, { clientId, content: `${index}` })),
      );
      expect(outcomes.filter(({ status }) => status === 'appended')).toHaveLength(1);
      expect(new Set(outcomes.map(({ seq, id, at }) => `${seq} ${id} ${at}`)).size).toBe(1);
      expect((await append(store, room.id, member, { clientId })).status).toBe('appended');
      const other = await newRoom(store, owner);
      expect((await append(store, other.id, owner, { clientId })).status).toBe('appended');
      const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 10 });
      expect(page).toMatchObject({ status: 'page', messages: [{ seq: 1, content: '0' }, { seq: 2 }] });
    });

    test('[ROOM-4, ROOM-5] who is not a member neither writes nor reads', async () => {
      const { store, owner, stranger, room } = await scene();
      const secret = await newRoom(store, owner, { visibility: 'private' });
      const none = asConversationId('r_nothinghere');
      for (const [conversation, code] of [
        [room.id, 'forbidden'],
        [secret.id, 'not_found'],
        [none, 'not_found'],
      ] as const) {
        expect(await store.log.append(newMessage(conversation, stranger))).toEqual({ status: 'refused', code });
        expect(await store.log.page({ conversation, reader: stranger.id, limit: 10 })).toEqual({
          status: 'refused',
          code,
        });
        expect(
          await store.log.change({
            ...changeNeeds.delete,
            kind: 'delete',
            conversation,
            by: stranger.id,
            seq: 1,
            at: 1,
            id: 'x',
          }),
        ).toEqual({ status: 'refused', code });
        expect(await store.log.since(stranger.id, [{ conversation, epoch: 'x', seq: 0, rev: 0 }], bounds)).toEqual([
          { state: 'refused' },
        ]);
      }
      await store.membership.join(room.id, stranger.id, Date.now());
      expect((await store.log.append(newMessage(room.id, stranger))).status).toBe('appended');
      await store.membership.leave(room.id, stranger.id);
      expect(await store.log.append(newMessage(room.id, stranger))).toEqual({ status: 'refused', code: 'forbidden' });
    });

    test('[LOG-4] changes are numbered, and pages read as they are now', async () => {
      const { store, owner, member, stranger, room } = await scene();
      await append(store, room.id, member, { content: 'first' });
      await append(store, room.id, member, { content: 'second' });
      const change = (
        by: typeof owner,
        what: { readonly kind: keyof typeof changeNeeds; readonly [field: string]: unknown },
      ) =>
        store.log.change({
          conversation: room.id,
          by: by.id,
          seq: 1,
          at: 5,
          id: `c${Math.random()}`,
          ...changeNeeds[what.kind],
          ...what,
        } as Parameters<typeof store.log.change>[0]);
      expect(await change(owner, { kind: 'edit', content: 'not hers' })).toEqual({ status: 'not-yours' });
      expect(await change(member, { kind: 'edit', content: 'edited' })).toMatchObject({ status: 'changed', rev: 1 });
      expect(await change(owner, { kind: 'react', emoji: '👍', on: true })).toMatchObject({
        status: 'changed',
        rev: 2,
      });
      expect(await change(owner, { kind: 'react', emoji: '👍', on: true })).toMatchObject({
        status: 'changed',
        rev: 2,
      });
      expect(await change(member, { kind: 'react', emoji: '🎉', on: true })).toMatchObject({
        status: 'changed',
        rev: 3,
      });
      expect(await change(owner, { kind: 'delete', seq: 2 })).toMatchObject({ status: 'changed', rev: 4 });
      expect(await change(member, { kind: 'edit', seq: 2, content: 'x' })).toEqual({ status: 'no-message' });
      expect(await change(member, { kind: 'edit', seq: 3, content: 'x' })).toEqual({ status: 'no-message' });
      expect(await change(stranger, { kind: 'edit', content: 'x' })).toEqual({ status: 'refused', code: 'forbidden' });
      const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 10 });
      if (page.status !== 'page') throw new Error('refused');
      expect(page.messages[0]).toMatchObject({
        content: 'edited',
        edited: 5,
        reactions: [
          { emoji: '👍', count: 1, users: [owner.id] },
          { emoji: '🎉', count: 1, users: [member.id] },
        ],
        mine: ['👍'],
      });
      expect(page.messages[1]).toMatchObject({ seq: 2, deleted: true });
      expect(page.messages[1]?.content).toBeUndefined();
      expect(page.state.head).toMatchObject({ seq: 2, rev: 4 });
    });

    test('[LOG-7] a page is found anywhere, in each direction', async () => {
      const { store, owner, room } = await scene();
      await Promise.all(Array.from({ length: 300 }, () => append(store, room.id, owner)));
      const seqs = async (
        range: object,
      ): Promise<readonly [number | undefined, number | undefined, number, boolean]> => {
        const page = await store.log.page({ conversation: room.id, reader: owner.id, limit: 50, ...range });
        if (page.status !== 'page') throw new Error('refused');
        return [page.messages[0]?.seq, page.messages.at(-1)?.seq, page.messages.length, page.hasMore];
      };
      expect(await seqs({})).toEqual([251, 300, 50, true]);
      expect(await seqs({ before: 51 })).toEqual([1, 50, 50, false]);
      expect(await seqs({ after: 290 })).toEqual([291, 300, 10, false]);
      expect(await seqs({ after: 300 })).toEqual([undefined, undefined, 0, false]);
      expect((await seqs({ around: 150 }))[2]).toBe(50);
    });

    test('[RES-1] since runs on from a position in pages, or says reset', async () => {
      const { store, owner, room } = await scene();
      for (let index = 0; index < 250; index += 50)
        await Promise.all(Array.from({ length: 50 }, () => append(store, room.id, owner)));
      const [state] = await store.log.states([room.id]);
      if (!state) throw new Error('no state');
      const start: HeldPosition = {
        conversation: room.id,
        epoch: state.head.epoch,
        seq: 0,
        id: null,
        rev: 0,
        change: null,
      };
      let held = start;
      const got: number[] = [];
      for (;;) {
        const [next] = await store.log.since(owner.id, [held], bounds);
        if (next?.state !== 'continuous') throw new Error('not continuous');
        got.push(...next.messages.map(({ seq }) => seq));
        const last = next.messages.at(-1);
        held = { ...held, seq: last?.seq ?? held.seq, id: last?.id ?? held.id };
        if (!next.more) break;
      }
      expect(got).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
      for (const wrong of [
        { epoch: 'other' },
        { seq: 251, id: null },
        { seq: 5, id: 'm_other' },
        { rev: 1 },
        { change: 'c' },
      ])
        expect(
          (await store.log.since(owner.id, [{ ...start, ...wrong } as HeldPosition], bounds))[0]?.state,
          JSON.stringify(wrong),
        ).toBe('reset');
    });

    test('[RES-1] since keeps to its budget, and the first message always fits', async () => {
      const { store, owner } = await scene();
      const rooms = await Promise.all(Array.from({ length: 5 }, () => newRoom(store, owner)));
      for (const room of rooms)
        await Promise.all(
          Array.from({ length: 10 }, () => append(store, room.id, owner, { content: 'x'.repeat(5_000) })),
        );
      const states = await store.log.states(rooms.map(({ id }) => id));
      const held = states.map((state) => ({
        conversation: state?.facts.id,
        epoch: state?.head.epoch,
        seq: 0,
        rev: 0,
      })) as HeldPosition[];
      const answers = await store.log.since(owner.id, held, { pageMessages: 100, budgetBytes: 20_000 });
      const total = answers.reduce(
        (sum, answer) => sum + (answer.state === 'continuous' ? answer.messages.length : 0),
        0,
      );
      expect(total).toBeGreaterThan(0);
      expect(total).toBeLessThanOrEqual(6);
      expect(answers.at(-1)).toMatchObject({ state: 'continuous', messages: [], more: true });
      const [tiny] = await store.log.since(owner.id, held.slice(0, 1), { pageMessages: 100, budgetBytes: 1 });
      expect(tiny).toMatchObject({ state: 'continuous', more: true });
      expect(tiny?.state === 'continuous' && tiny.messages.length).toBe(1);
    });

    test('[LOG-8] tail gives feeds what followed, and what stands at their position', async () => {
      const { store, owner, room } = await scene();
      const first = await append(store, room.id, owner);
      await append(store, room.id, owner);
      await store.log.change({
        ...changeNeeds.edit,
        kind: 'edit',
        mentions: [],
        conversation: room.id,
        by: owner.id,
        seq: 1,
        at: 1,
        id: 'change-1',
        content: 'edited',
      });
      const tail = await store.log.tail(room.id, { seq: 1, rev: 0 }, 100);
      expect(tail).toMatchObject({
        at: { id: first.id, change: null },
        messages: [{ seq: 2 }],
        changes: [{ rev: 1, prev: 0, kind: 'edit', content: 'edited' }],
      });
      expect(await store.log.tail(asConversationId('r_nothinghere'), { seq: 0, rev: 0 }, 10)).toBeNull();
    });

    test('[LOG-9] contest changes nothing where the log holds what was delivered', async () => {
      const { store, owner, room } = await scene();
      await append(store, room.id, owner);
      const [state] = await store.log.states([room.id]);
      if (!state) throw new Error('no state');
      expect((await store.log.contest(room.id, state.head)).head.epoch).toBe(state.head.epoch);
    });

    test('[READ-1] an append raises its author’s mark only from the head', async () => {
      const { store, owner, member, room } = await scene();
      const line = (user: typeof owner) => store.users.line(user.id, room.id);
      await append(store, room.id, owner);
      await append(store, room.id, owner);
      expect(await line(owner)).toMatchObject({ read: 2 });
      await append(store, room.id, member);
      expect(await line(member)).toMatchObject({ read: 0 });
    });

    test('[LOG-10] everything is there when the store is opened again', async () => {
      const { store, owner, room } = await scene();
      const kept = await append(store, room.id, owner, { content: 'kept' });
      const again = await opened.reopen();
      const page = await again.log.page({ conversation: room.id, reader: owner.id, limit: 10 });
      expect(page).toMatchObject({ status: 'page', messages: [{ id: kept.id, content: 'kept' }] });
    });
  });
}
