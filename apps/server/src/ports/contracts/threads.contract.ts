import { asMessageId, asThreadId } from '@rookery/protocol';
import type { ClientId, ConversationId, PlaceId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everybody } from '../../domain/everybody.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { threadIdOf } from '../../domain/thread-id.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { NewMessage } from '../conversation-log.ts';
import type { Store } from '../store.ts';
import { append, newMessage, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const at = 1_795_430_000_000;
let count = 0;
const word = (): string => `w${(count += 1)}${Date.now()}`;
const bounds = { pageMessages: 10, budgetBytes: 99_999 };

/** What any store must do with threads. */
export function describeThreads(name: string, open: OpenStore): void {
  describe(`threads on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const say = (store: Store, conversation: ConversationId, by: User, details: Partial<NewMessage> = {}) =>
      append(store, conversation, by, { needs: rightsOf('reply'), ...details });
    const threadUnder = async (store: Store, parent: PlaceId, by: User, details: Partial<NewMessage> = {}) => {
      const { id, seq } = await append(store, parent, by, details);
      return { seq, thread: threadIdOf(parent, seq, id) ?? expect.unreachable() };
    };
    const page = (store: Store, conversation: ConversationId, reader: User) =>
      store.log.page({ conversation, reader: reader.id, limit: 20 });
    const messages = async (store: Store, conversation: ConversationId, reader: User) => {
      const found = await page(store, conversation, reader);
      return found.status === 'page' ? found.messages : expect.unreachable(found.status);
    };
    const lineOf = (store: Store, thread: ConversationId, { id }: User) => store.users.line(id, thread);
    const stateOf = async (store: Store, conversation: ConversationId) =>
      (await store.log.states([conversation]))[0] ?? expect.unreachable();
    const change = (
      store: Store,
      conversation: ConversationId,
      by: User,
      seq: number,
      what:
        | { kind: 'edit'; content: string; mentions: [] }
        | { kind: 'delete' }
        | { kind: 'react'; emoji: string; on: true },
    ) =>
      store.log.change({
        conversation,
        by: by.id,
        seq,
        at,
        id: word(),
        ...changeNeeds[what.kind],
        needs: rightsOf('read'),
        ...what,
      });
    /** A room of three; `root` is its first message, the owner's. */
    const scene = async () => {
      const { store } = opened;
      const [owner, ann, bea] = [
        await newUser(store, 'owner'),
        await newUser(store, 'ann'),
        await newUser(store, 'bea'),
      ];
      const room = await newRoom(store, owner);
      for (const one of [ann, bea]) await store.membership.join(room.id, one.id, at);
      const { seq, thread } = await threadUnder(store, room.id, owner, { content: 'root' });
      return { store, owner, ann, bea, room, seq, thread };
    };

    test('[THR-1] a thread is there, empty, for whoever may read its root, and for nobody else', async () => {
      const { store, owner, ann, room, thread } = await scene();
      expect(await page(store, thread, ann)).toMatchObject({
        status: 'page',
        state: {
          head: { seq: 0, rev: 0, first: 1, id: null },
          facts: { kind: 'thread', id: thread, parent: { id: room.id }, root: 1 },
        },
        messages: [],
      });
      expect((await stateOf(store, thread)).members).toBe(3);
      const stranger = await newUser(store, 'stranger');
      expect(await page(store, thread, stranger)).toEqual({ status: 'refused', code: 'forbidden' });
      const other = threadIdOf(room.id, 1, asMessageId('m_somethingelse')) ?? '';
      const beyond = threadIdOf(room.id, 2, asMessageId('m_somethingelse')) ?? '';
      for (const nothing of [other, beyond, 't_', 't_x', `${thread}x`])
        expect(await page(store, asThreadId(nothing), ann)).toEqual({ status: 'refused', code: 'not_found' });
      // A thread hangs on no reply.
      const { id } = await say(store, thread, ann);
      expect(threadIdOf(thread as never, 1, id)).toBeNull();
      const hidden = await newRoom(store, owner, { visibility: 'private' });
      const inHidden = await threadUnder(store, hidden.id, owner);
      expect(await page(store, inHidden.thread, ann)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.log.append(newMessage(inHidden.thread, ann))).toEqual({
        status: 'refused',
        code: 'not_found',
      });
    });

    test('[THR-1] what lies before one’s joining has no threads where it does not exist', async () => {
      const { store, owner, room, thread } = await scene();
      await say(store, thread, owner);
      await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), { history: 'since-join', at, id: word() });
      const late = await newUser(store, 'late');
      await store.membership.join(room.id, late.id, at);
      expect(await page(store, thread, late)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await store.log.append(newMessage(thread, late, { needs: rightsOf('reply') }))).toMatchObject({
        code: 'not_found',
      });
      await say(store, thread, owner, { mentions: [late.id] });
      expect(await lineOf(store, thread, late)).toBeNull();
      expect([...(await store.membership.membersAmong(thread, [owner.id, late.id]))]).toEqual([owner.id]);
      const { head, mark } = await stateOf(store, room.id);
      const [hers] = await store.log.since(late.id, [{ conversation: room.id, ...head, mark: mark - 1 }], bounds);
      expect(hers).toMatchObject({ state: 'continuous', threads: { mark, changed: [] }, more: false });
      const [owners] = await store.log.since(owner.id, [{ conversation: room.id, ...head, mark: mark - 1 }], bounds);
      expect(owners).toMatchObject({ threads: { mark, changed: [{ seq: 1, thread: { id: thread, replies: 2 } }] } });
    });

    test('[THR-2] it is a log like any other: numbers, repeats, changes, catching up; its rights are the parent’s', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      const clientId = word() as ClientId;
      const first = await say(store, thread, ann, { clientId, content: 'one' });
      expect(await say(store, thread, ann, { clientId, content: 'again' })).toEqual({ ...first, status: 'duplicate' });
      expect((await say(store, thread, bea, { replyTo: 1 })).seq).toBe(2);
      expect(await store.log.append(newMessage(thread, bea, { replyTo: 3 }))).toEqual({ status: 'no-such-reply' });
      const held = { conversation: thread, ...(await stateOf(store, thread)).head };
      expect(await change(store, thread, bea, 1, { kind: 'react', emoji: '👍', on: true })).toMatchObject({ rev: 1 });
      expect(await change(store, thread, bea, 1, { kind: 'edit', content: 'x', mentions: [] })).toEqual({
        status: 'not-yours',
      });
      expect(await change(store, thread, ann, 1, { kind: 'edit', content: 'uno', mentions: [] })).toMatchObject({
        rev: 2,
      });
      expect(await change(store, thread, owner, 2, { kind: 'delete' })).toMatchObject({ rev: 3 });
      await say(store, thread, owner, { content: 'three' });
      expect(await messages(store, thread, owner)).toMatchObject([
        { seq: 1, content: 'uno', reactions: [{ emoji: '👍', count: 1 }], conversation: thread },
        { seq: 2, deleted: true },
        { seq: 3, content: 'three' },
      ]);
      const [missed] = await store.log.since(owner.id, [held], bounds);
      expect(missed).toMatchObject({
        state: 'continuous',
        messages: [{ seq: 3 }],
        changes: [{ rev: 1 }, { rev: 2 }, { rev: 3 }],
      });
      expect((await store.log.tail(thread, { seq: 2, rev: 2 }, 10))?.messages).toMatchObject([{ seq: 3 }]);
      // None of it is in the parent's log.
      expect((await stateOf(store, room.id)).head).toMatchObject({ seq: 1, rev: 0 });
      const rights = { post: 'moderator' } as const;
      await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), { rights, at, id: word() });
      expect(await store.log.append(newMessage(thread, ann))).toMatchObject({ code: 'forbidden' });
      expect((await say(store, thread, ann)).seq).toBe(4);
      await store.moderation.mute(room.id, owner.id, rightsOf('mute'), ann.id, {
        until: Date.now() + 600_000,
        reason: null,
      });
      expect(await store.log.append(newMessage(thread, ann, { needs: rightsOf('reply') }))).toMatchObject({
        code: 'forbidden',
      });
      const again = await opened.reopen();
      expect(await messages(again, thread, bea)).toHaveLength(4);
    });

    test('[THR-3] the root shows what is said under it; the parent’s mark says how much of that is known', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      const before = (await stateOf(store, room.id)).mark;
      const quiet = await threadUnder(store, room.id, ann);
      expect(await messages(store, room.id, bea)).toEqual([
        expect.not.objectContaining({ thread: expect.anything() }),
        expect.not.objectContaining({ thread: expect.anything() }),
      ]);
      for (const one of [ann, bea, ann]) await say(store, thread, one, { at: at + count });
      await change(store, thread, ann, 1, { kind: 'delete' });
      const shown = { id: thread, replies: 3, lastAt: at + count, users: [ann.id, bea.id] };
      const [root, other] = await messages(store, room.id, bea);
      expect([root?.thread, other?.thread]).toEqual([{ ...shown, lastAt: root?.thread?.lastAt }, undefined]);
      const { mark, head } = await stateOf(store, room.id);
      expect(mark).toBeGreaterThan(before);
      expect(await store.log.threads(room.id, before, 10)).toMatchObject({
        mark,
        changed: [{ seq: 1, thread: root?.thread }],
      });
      await say(store, quiet.thread, owner);
      const firstOnly = await store.log.threads(room.id, before, 1);
      expect(firstOnly).toMatchObject({ mark, changed: [{ seq: 1 }] });
      expect(await store.log.threads(room.id, firstOnly.mark, 1)).toMatchObject({ changed: [{ seq: 2 }] });
      const held = { conversation: room.id, ...head };
      const [missed, none] = [
        (await store.log.since(bea.id, [{ ...held, mark: before }], bounds))[0],
        (await store.log.since(bea.id, [held], bounds))[0],
      ];
      expect(missed).toMatchObject({
        threads: { changed: [{ seq: 1 }, { seq: 2, thread: { replies: 1 } }] },
        more: false,
      });
      expect(none).toEqual(expect.not.objectContaining({ threads: expect.anything() }));
      // However many replies a thread has, it is told once.
      expect(
        (await store.log.since(bea.id, [{ ...held, mark: before }], { ...bounds, pageMessages: 1 }))[0],
      ).toMatchObject({ more: true });
      expect(await store.users.line(bea.id, room.id)).toMatchObject({ state: { head: { seq: 2 } } });
    });

    test('[THR-3] those who hear the parent are told that there is something, those who hear the thread what; with the membership’s version', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      const heard: ConversationAnnouncement[] = [];
      const inThread: ConversationAnnouncement[] = [];
      const listening = [
        await store.announcements.listenToConversation(room.id, {
          hear: (one) => heard.push(one),
          missed: () => undefined,
        }),
        await store.announcements.listenToConversation(thread, {
          hear: (one) => inThread.push(one),
          missed: () => undefined,
        }),
      ];
      await say(store, thread, ann, { content: 'psst' });
      await until('the parent has heard', () => heard.some(({ kind }) => kind === 'threads'));
      await until('the thread has heard', () => inThread.length > 0);
      expect(heard.filter(({ kind }) => kind === 'message')).toEqual([]);
      expect(inThread[0]).toMatchObject({
        kind: 'message',
        removals: 0,
        message: { conversation: thread, content: 'psst' },
      });
      await store.membership.remove(room.id, owner.id, rightsOf('remove'), bea.id);
      await say(store, thread, ann);
      await until('a higher version is heard', () => inThread.some((one) => 'removals' in one && one.removals === 1));
      for (const one of listening) one.stop();
    });

    test('[THR-5] whoever replies, is mentioned or wrote the root follows it, and has read what was before', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      await say(store, thread, ann);
      const line = await lineOf(store, thread, owner);
      expect(line).toMatchObject({
        read: 0,
        mentions: 0,
        state: { head: { seq: 1 }, facts: { kind: 'thread', root: 1 } },
        root: { author: owner.id, content: 'root' },
        last: { seq: 1 },
      });
      expect(await lineOf(store, thread, ann)).toMatchObject({ read: 1 });
      expect(await lineOf(store, thread, bea)).toBeNull();
      await say(store, thread, owner, { mentions: [bea.id] });
      expect(await lineOf(store, thread, bea)).toMatchObject({ read: 1, mentions: 1 });
      // What was said in between she has not read.
      expect(await lineOf(store, thread, owner)).toMatchObject({ read: 0 });
      const inbox = await store.users.inbox(bea.id, undefined, 10);
      expect(inbox.rows.map(({ state }) => state.facts.id)).toEqual([thread, room.id]);
      const { conversations, threads } = await store.users.conversations(bea.id);
      expect([conversations, threads]).toEqual([[room.id], [thread]]);
      expect(await store.users.mark(bea.id, thread, 2, false)).toMatchObject({ read: 2, unread: 0 });
      expect(await lineOf(store, thread, bea)).toMatchObject({ read: 2, mentions: 0 });
      // Nothing of it is unread in the room.
      expect(await lineOf(store, room.id, bea)).toMatchObject({ state: { head: { seq: 1 } }, mentions: 0 });
      const steps = await store.users.since(bea.id, 0);
      expect(steps.status === 'steps' && steps.steps.map(({ added }) => added)).toEqual([room.id, thread]);
    });

    test('[THR-5] following is one’s own to set; who has let go follows again by a reply or a mention', async () => {
      const { store, owner, ann, bea, thread } = await scene();
      const follow = (one: User, on: boolean) => store.users.follow(one.id, thread, on);
      expect(await follow(bea, true)).toEqual({ status: 'set', read: 0 });
      expect(await lineOf(store, thread, bea)).toMatchObject({ read: 0, last: null });
      await say(store, thread, ann);
      expect(await follow(bea, true)).toEqual({ status: 'set', read: 0 });
      const { rev } = await store.users.conversations(owner.id);
      expect(await follow(owner, false)).toMatchObject({ status: 'set' });
      expect(await follow(owner, false)).toMatchObject({ status: 'set' });
      const steps = await store.users.since(owner.id, rev);
      expect(steps.status === 'steps' && steps.steps).toMatchObject([{ removed: thread, why: 'left' }]);
      await say(store, thread, ann);
      expect(await lineOf(store, thread, owner)).toBeNull();
      // Who does not follow has no mark to keep.
      expect(await store.users.mark(owner.id, thread, 1, false)).toEqual({ status: 'marked', read: 1, unread: 1 });
      expect(await lineOf(store, thread, owner)).toBeNull();
      await say(store, thread, bea, { mentions: [owner.id] });
      expect(await lineOf(store, thread, owner)).toMatchObject({ read: 2, mentions: 1 });
      await follow(owner, false);
      await say(store, thread, owner);
      expect(await lineOf(store, thread, owner)).toMatchObject({ read: 4 });
      const stranger = await newUser(store, 'stranger');
      expect(await store.users.follow(stranger.id, thread, true)).toEqual({ status: 'refused', code: 'forbidden' });
    });

    test('[THR-7] whoever loses the parent loses its threads with it, without a word of their own', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      const elsewhere = await threadUnder(store, (await newRoom(store, ann)).id, ann);
      await say(store, elsewhere.thread, ann);
      for (const one of [ann, bea]) await say(store, thread, one);
      const { rev } = await store.users.conversations(ann.id);
      await store.membership.remove(room.id, owner.id, rightsOf('remove'), ann.id);
      expect(await lineOf(store, thread, ann)).toBeNull();
      const steps = await store.users.since(ann.id, rev);
      expect(steps.status === 'steps' && steps.steps.map(({ removed }) => removed)).toEqual([room.id]);
      expect((await store.users.conversations(ann.id)).threads).toEqual([elsewhere.thread]);
      expect(await store.users.mark(ann.id, thread, 1, false)).toMatchObject({ status: 'refused' });
      await say(store, thread, bea, { mentions: [ann.id] });
      await store.membership.join(room.id, ann.id, at);
      expect(await lineOf(store, thread, ann)).toBeNull();
      await say(store, thread, bea, { mentions: [ann.id] });
      expect(await lineOf(store, thread, ann)).toMatchObject({ mentions: 1 });
    });

    test('[THR-6] a reply that its parent has too stands in both or in neither, and reads the same in both', async () => {
      const { store, owner, ann, bea, room, thread } = await scene();
      const reference = () => asMessageId(`m_${word()}`);
      const also = { needs: rightsOf('post', 'reply'), mentions: [bea.id], content: 'both' };
      await store.users.mark(ann.id, room.id, 1, false);
      const clientId = word() as ClientId;
      for (const status of ['appended', 'duplicate'])
        expect(await append(store, thread, ann, { ...also, clientId, alsoInParent: reference() })).toMatchObject({
          status,
          seq: 1,
        });
      const inParent = async () => (await messages(store, room.id, bea)).slice(1);
      expect(await inParent()).toMatchObject([
        {
          seq: 2,
          content: 'both',
          author: ann.id,
          mentions: [bea.id],
          parts: [{ kind: 'from-thread', thread, seq: 1 }],
        },
      ]);
      expect(await store.users.line(ann.id, room.id)).toMatchObject({ read: 2 });
      expect(await store.users.line(bea.id, room.id)).toMatchObject({ read: 0, mentions: 1 });
      expect(await change(store, thread, ann, 1, { kind: 'edit', content: 'changed', mentions: [] })).toMatchObject({
        rev: 1,
      });
      expect(await inParent()).toMatchObject([{ content: 'changed', rev: 1 }]);
      expect(await change(store, room.id, ann, 2, { kind: 'edit', content: 'again', mentions: [] })).toMatchObject({
        rev: 2,
      });
      expect(await messages(store, thread, bea)).toMatchObject([{ content: 'again', rev: 2 }]);
      await change(store, room.id, bea, 2, { kind: 'react', emoji: '👍', on: true });
      expect((await messages(store, thread, bea))[0]?.reactions).toBeUndefined();
      await change(store, room.id, ann, 2, { kind: 'delete' });
      expect(await messages(store, thread, bea)).toMatchObject([{ seq: 1, deleted: true, rev: 3 }]);
      expect(await inParent()).toMatchObject([{ seq: 2, deleted: true }]);
      const refused = newMessage(thread, ann, { ...also, needs: rightsOf('delete_room'), alsoInParent: reference() });
      expect(await store.log.append(refused)).toMatchObject({ code: 'forbidden' });
      expect([(await stateOf(store, thread)).head.seq, (await stateOf(store, room.id)).head.seq]).toEqual([1, 2]);
      // Files stand in both, and are held by the thread.
      const hushed = { ...also, parts: [{ kind: 'silent' } as const] };
      await append(store, thread, ann, { ...hushed, alsoInParent: reference(), replyTo: 1 });
      expect((await inParent()).at(-1)).toMatchObject({
        ...{ seq: 3, parts: [{ kind: 'from-thread', thread, seq: 2 }, { kind: 'silent' }] },
      });
      // Who calls all calls all of the room there, and in the thread those who follow it; nobody follows it for that.
      const quiet = await newUser(store, 'quiet');
      await store.membership.join(room.id, quiet.id, at);
      const toAll = { ...also, mentions: [everybody], alsoInParent: reference() };
      await append(store, thread, owner, toAll);
      expect(await store.users.line(quiet.id, room.id)).toMatchObject({ mentions: 1 });
      expect(await lineOf(store, thread, quiet)).toBeNull();
      expect(await lineOf(store, thread, ann)).toMatchObject({ read: 2, mentions: 1 });
    });

    test('[THR-8] a root that was deleted keeps its thread; a room that ends takes its threads along', async () => {
      const { store, owner, ann, room, seq, thread } = await scene();
      await say(store, thread, ann);
      await change(store, room.id, owner, seq, { kind: 'delete' });
      expect((await say(store, thread, owner)).seq).toBe(2);
      expect(await messages(store, room.id, ann)).toMatchObject([
        { deleted: true, thread: { id: thread, replies: 2 } },
      ]);
      expect(await lineOf(store, thread, ann)).toMatchObject({ root: { author: owner.id } });
      expect(await store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'))).toMatchObject({
        status: 'deleted',
      });
      for (const one of [owner, ann]) {
        expect(await page(store, thread, one)).toEqual({ status: 'refused', code: 'not_found' });
        expect(await lineOf(store, thread, one)).toBeNull();
        expect((await store.users.conversations(one.id)).threads).toEqual([]);
      }
      expect(await store.log.append(newMessage(thread, ann, { needs: rightsOf('reply') }))).toMatchObject({
        code: 'not_found',
      });
    });

    test('[THR-4] in a direct conversation and in a group it is theirs alone, and a block holds in it', async () => {
      const { store } = opened;
      const [ann, bea, eve] = [await newUser(store, 'ann'), await newUser(store, 'bea'), await newUser(store, 'eve')];
      const direct = await store.rooms.openDirect(ann.id, bea.id, at);
      const { thread } = await threadUnder(store, direct.facts.id as PlaceId, ann);
      await say(store, thread, bea);
      expect(await page(store, thread, eve)).toEqual({ status: 'refused', code: 'not_found' });
      expect(await lineOf(store, thread, ann)).toMatchObject({ read: 0 });
      await store.privacy.block(ann.id, bea.id, true);
      expect(await store.log.append(newMessage(thread, bea, { needs: rightsOf('reply') }))).toEqual({
        status: 'refused',
        code: 'not_found',
      });
      expect(await change(store, thread, bea, 1, { kind: 'delete' })).toMatchObject({ status: 'changed' });
      const group = await store.rooms.openGroup([ann.id, bea.id, eve.id], ann.id, at);
      const inGroup = await threadUnder(store, group.facts.id as PlaceId, ann);
      await say(store, inGroup.thread, eve);
      await store.membership.leave(group.facts.id, bea.id);
      // Out of her inbox until something is said, in a thread too.
      await say(store, inGroup.thread, ann, { mentions: [bea.id] });
      expect(await store.users.line(bea.id, group.facts.id)).not.toBeNull();
      expect(await lineOf(store, inGroup.thread, bea)).toMatchObject({ mentions: 1 });
    });
  });
}
