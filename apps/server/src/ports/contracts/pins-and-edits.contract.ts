import { limits } from '@rookery/protocol';
import type { ConversationId, User } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import type { ChangeRequest } from '../conversation-log.ts';
import type { Store } from '../store.ts';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

type What =
  | { readonly kind: 'edit'; readonly content: string; readonly at?: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'pin'; readonly on: boolean };

let changes = 0;
const change = (store: Store, conversation: ConversationId, by: User, seq: number, what: What) =>
  store.log.change({
    conversation,
    by: by.id,
    seq,
    at: 7,
    id: `p-${(changes += 1)}`,
    ...changeNeeds[what.kind],
    mentions: [],
    ...what,
  } as ChangeRequest);

const pinned = async (store: Store, room: ConversationId, reader: User): Promise<readonly number[] | string> => {
  const found = await store.log.pins(room, reader.id);
  return found.status === 'pins' ? found.messages.map(({ seq }) => seq) : found.code;
};
const former = async (store: Store, room: ConversationId, reader: User, seq: number) => {
  const found = await store.log.edits(room, reader.id, seq);
  return found.status === 'edits' ? found.versions : found.status;
};

/** What any log must do with pinned messages, and with what messages said before they were edited. */
export function describePinsAndEdits(name: string, open: OpenStore): void {
  describe(`pins and former texts on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async () => {
      const { store } = opened;
      const [owner, member] = [await newUser(store, 'owner'), await newUser(store, 'member', false)];
      const room = await newRoom(store, owner);
      for (let seq = 1; seq <= 3; seq += 1) await append(store, room.id, owner, { content: `${seq}` });
      await store.membership.join(room.id, member.id, Date.now(), true);
      return { store, owner, member, room: room.id };
    };

    test('[KEEP-1] a pin is a change like any other, and all who read have the same list, the latest first', async () => {
      const { store, owner, member, room } = await scene();
      expect(await change(store, room, owner, 1, { kind: 'pin', on: true })).toMatchObject({ rev: 1 });
      expect(await change(store, room, owner, 3, { kind: 'pin', on: true })).toMatchObject({ rev: 2 });
      // Again is no error and no change.
      expect(await change(store, room, owner, 1, { kind: 'pin', on: true })).toMatchObject({
        status: 'changed',
        rev: 1,
      });
      expect(await pinned(store, room, member)).toEqual([3, 1]);
      const page = await store.log.page({ conversation: room, reader: member.id, limit: 10 });
      expect(page.status === 'page' && page.messages.map((message) => message.pinned)).toEqual([true, undefined, true]);
      const tail = await store.log.tail(room, { seq: 3, rev: 0 }, 10);
      expect(tail?.changes).toMatchObject([
        { kind: 'pin', seq: 1, pinned: true },
        { kind: 'pin', seq: 3, pinned: true },
      ]);
      expect(await change(store, room, owner, 3, { kind: 'pin', on: false })).toMatchObject({ rev: 3 });
      expect(await change(store, room, owner, 1, { kind: 'delete' })).toMatchObject({ rev: 4 });
      expect(await change(store, room, owner, 1, { kind: 'pin', on: true })).toEqual({ status: 'no-message' });
      expect(await pinned(store, room, member)).toEqual([]);
      expect(await pinned(store, room, await newUser(store))).toBe('forbidden');
      const again = await opened.reopen();
      expect(await pinned(again, room, member)).toEqual([]);
    });

    test('[KEEP-1] only so many are pinned; what was taken away leaves the list, and what does not exist for a reader is not in it', async () => {
      const { store, owner, member, room } = await scene();
      const edit = { history: 'since-join', at: 1, id: 'h' } as const;
      await store.rooms.editRoom(room, owner.id, rightsOf('edit_room'), edit);
      for (let seq = 4; seq <= limits.pinsPerConversation + 1; seq += 1) await append(store, room, owner);
      for (let seq = 1; seq <= limits.pinsPerConversation; seq += 1)
        await change(store, room, owner, seq, { kind: 'pin', on: true });
      expect(await change(store, room, owner, limits.pinsPerConversation + 1, { kind: 'pin', on: true })).toEqual({
        status: 'too-many-pins',
      });
      expect(((await pinned(store, room, member)) as number[]).at(-1)).toBe(4);
      expect(await change(store, room, member, 1, { kind: 'pin', on: false })).toEqual({ status: 'no-message' });
      await store.log.trim(room, 10);
      expect(((await pinned(store, room, owner)) as number[]).at(-1)).toBe(10);
      expect(await change(store, room, owner, limits.pinsPerConversation + 1, { kind: 'pin', on: true })).toMatchObject(
        { status: 'changed' },
      );
    });

    test('[KEEP-2] what a message said before is kept with it, for whoever may read it, and goes with it', async () => {
      const { store, owner, member, room } = await scene();
      const page = await store.log.page({ conversation: room, reader: owner.id, limit: 10 });
      const written = page.status === 'page' ? page.messages[0]?.at : undefined;
      expect(await former(store, room, member, 1)).toEqual([]);
      await change(store, room, owner, 1, { kind: 'edit', content: 'one', at: 20 });
      await change(store, room, owner, 1, { kind: 'edit', content: 'one', at: 21 });
      await change(store, room, owner, 1, { kind: 'edit', content: '一', at: 30 });
      expect(await former(store, room, member, 1)).toEqual([
        { content: '1', at: written },
        { content: 'one', at: 20 },
      ]);
      expect(await former(store, room, member, 4)).toBe('no-message');
      expect(await former(store, room, await newUser(store), 1)).toBe('refused');
      for (let edit = 0; edit < limits.editsPerMessage + 2; edit += 1)
        await change(store, room, owner, 2, { kind: 'edit', content: `edit ${edit}` });
      const kept = (await former(store, room, member, 2)) as readonly { readonly content: string }[];
      expect(kept.map(({ content }) => content)).toEqual(
        Array.from({ length: limits.editsPerMessage }, (_, index) => `edit ${index + 1}`),
      );
      await change(store, room, owner, 1, { kind: 'delete' });
      expect(await former(store, room, owner, 1)).toBe('no-message');
      await store.log.trim(room, 3);
      expect(await former(store, room, owner, 2)).toBe('no-message');
      await store.membership.remove(room, owner.id, rightsOf('remove'), member.id);
      expect(await former(store, room, member, 3)).toBe('refused');
    });
  });
}
