import type { ConversationId, User, UserId } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadMessage } from '../../domain/log.ts';
import type { PollPart } from '../../domain/poll.ts';
import { changeNeeds } from '../../domain/rights.ts';
import { pollsTask } from '../../domain/task.ts';
import type { ConversationAnnouncement } from '../announcements.ts';
import type { ChangeRequest } from '../conversation-log.ts';
import type { Store } from '../store.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const asked = (more: Partial<PollPart> = {}): PollPart => ({
  ...{ kind: 'poll', question: '何时？"', options: ['一', 'b', 'c'], multiple: false, anonymous: false },
  ...more,
});

let changes = 0;
type What = { readonly kind: 'vote'; readonly options: readonly number[] } | { readonly kind: 'close' | 'delete' };
const act = (store: Store, conversation: ConversationId, by: User, seq: number, what: What) => {
  const id = `v-${(changes += 1)}`;
  const base = { conversation, by: by.id, seq, at: 7, id, ...changeNeeds[what.kind] };
  return store.log.change({ ...base, ...what } as ChangeRequest);
};

/** What any log must do with polls. */
export function describePolls(name: string, open: OpenStore): void {
  describe(`polls on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async (poll: PollPart) => {
      const { store } = opened;
      const [owner, member] = [await newUser(store, 'owner'), await newUser(store, 'member')];
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, member.id, Date.now());
      await append(store, room.id, owner, { content: '', parts: [poll] });
      await append(store, room.id, owner);
      const vote = (by: User, ...options: readonly number[]) => act(store, room.id, by, 1, { kind: 'vote', options });
      return { store, owner, member, room: room.id, vote };
    };
    const read = async (store: Store, room: ConversationId, reader: User): Promise<ReadMessage | undefined> => {
      const page = await store.log.page({ conversation: room, reader: reader.id, limit: 10 });
      return page.status === 'page' ? page.messages[0] : undefined;
    };
    const option = (...users: readonly UserId[]) => ({ count: users.length, users });

    test('[KEEP-7] a vote takes the place of the former one, and all are told who chose what', async () => {
      const { store, owner, member, room, vote } = await scene(asked());
      const heard: ConversationAnnouncement[] = [];
      const listening = await store.announcements.listenToConversation(room, {
        hear: (announcement) => heard.push(announcement),
        missed: () => undefined,
      });
      expect((await read(store, room, owner))?.votes).toBeUndefined();
      expect(await vote(member, 2)).toMatchObject({ status: 'changed', rev: 1 });
      expect(await vote(owner, 2)).toMatchObject({ rev: 2 });
      expect(await vote(member, 0)).toMatchObject({ rev: 3 });
      expect(await vote(member, 0)).toMatchObject({ rev: 3 });
      const hers = await read(store, room, member);
      expect(hers).toMatchObject({ rev: 3, parts: [asked()] });
      expect(hers?.votes).toMatchObject({ options: [option(member.id), option(), option(owner.id)], mine: [0] });
      await until('all is heard', () => heard.length === 3);
      const poll = {
        question: '何时？"',
        options: [
          { text: '一', count: 1, users: [member.id] },
          { text: 'b', count: 0, users: [] },
          { text: 'c', count: 1, users: [owner.id] },
        ],
        multiple: false,
        anonymous: false,
      };
      expect(heard.at(-1)).toMatchObject({ kind: 'change', change: { prev: 2, rev: 3, kind: 'poll', seq: 1, poll } });
      const tail = await store.log.tail(room, { seq: 2, rev: 0 }, 10);
      expect(tail?.changes).toMatchObject([{ prev: 0, rev: 3, kind: 'poll', seq: 1, poll }]);
      expect(await vote(member)).toMatchObject({ rev: 4 });
      expect((await read(store, room, member))?.votes?.options).toEqual([option(), option(), option(owner.id)]);
      expect(await vote(member, 3)).toEqual({ status: 'no-such-option' });
      expect(await vote(member, 0, 1)).toEqual({ status: 'no-such-option' });
      expect(await act(store, room, member, 2, { kind: 'vote', options: [0] })).toEqual({ status: 'no-poll' });
      expect(await vote(await newUser(store), 0)).toMatchObject({ status: 'refused' });
      listening.stop();
      const again = await opened.reopen();
      expect((await read(again, room, owner))?.votes).toMatchObject({ mine: [2] });
    });

    test('[KEEP-7] several may be chosen where it says so; of an anonymous poll nobody is named', async () => {
      const { store, owner, member, room, vote } = await scene(asked({ multiple: true, anonymous: true }));
      await Promise.all([vote(member, 0, 2), vote(owner, 2)]);
      const tail = await store.log.tail(room, { seq: 2, rev: 0 }, 10);
      expect(JSON.stringify(tail?.changes)).not.toContain(owner.id);
      expect(tail?.changes).toMatchObject([
        { kind: 'poll', poll: { options: [{ count: 1 }, { count: 0 }, { count: 2 }] } },
      ]);
      expect((await read(store, room, member))?.votes?.mine).toEqual([0, 2]);
      expect((await read(store, room, owner))?.votes?.mine).toEqual([2]);
    });

    test('[KEEP-7] its author ends it, or who may delete hers; then it takes no votes, and goes with its message', async () => {
      const { store, owner, member, room, vote } = await scene(asked());
      await vote(member, 1);
      expect(await act(store, room, member, 1, { kind: 'close' })).toEqual({ status: 'not-yours' });
      expect(await act(store, room, owner, 1, { kind: 'close' })).toMatchObject({ status: 'changed', rev: 2 });
      expect(await act(store, room, owner, 1, { kind: 'close' })).toMatchObject({ status: 'changed', rev: 2 });
      expect(await vote(member, 0)).toEqual({ status: 'closed' });
      expect((await read(store, room, member))?.votes).toMatchObject({ closed: true, mine: [1] });
      await act(store, room, owner, 1, { kind: 'delete' });
      const gone = await read(store, room, member);
      expect([gone?.deleted, gone?.votes, gone?.parts]).toEqual([true, undefined, undefined]);
      expect(await vote(member, 0)).toEqual({ status: 'no-message' });
    });

    test('[KEEP-7] a poll with an end is closed once, in a task that is due then', async () => {
      const { store, owner, member, room, vote } = await scene(asked({ closesAt: Date.now() + 1_000 }));
      await append(store, room, owner, { content: '', parts: [asked({ closesAt: Date.now() + 3_600_000 })] });
      await vote(member, 1);
      const task = pollsTask(room);
      await until('it is due', async () => (await store.tasks.claim(task, 60_000)) !== null, 20_000);
      expect(await vote(member, 0)).toEqual({ status: 'closed' });
      await Promise.all([store.log.closePolls(room), store.log.closePolls(room)]);
      const page = await store.log.page({ conversation: room, reader: owner.id, limit: 10 });
      expect(page.status === 'page' && page.state.head.rev).toBe(2);
      expect(page.status === 'page' && page.messages.map(({ votes }) => votes?.closed)).toEqual([
        true,
        undefined,
        undefined,
      ]);
      // The other one ends in an hour.
      expect(await store.tasks.claim(task, 1_000)).toBeNull();
    });
  });
}
