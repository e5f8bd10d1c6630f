import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { append, newRoom, newUser } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do when it is asked what it holds. */
export function describeInventory(name: string, open: OpenStore): void {
  describe(`inventory on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[SET-6] what is kept takes room; what is counted grows by what is made', async () => {
      const { store } = opened;
      const before = await store.inventory.take();
      expect(before.bytes).toBeGreaterThan(0);
      expect(before.freeBytes ?? 1).toBeGreaterThan(0);
      const user = await newUser(store);
      const room = await newRoom(store, user);
      for (let message = 0; message < 3; message += 1) await append(store, room.id, user);
      await store.rooms.openDirect(user.id, user.id, Date.now());
      const after = await store.inventory.take();
      // Other suites may write to the same store meanwhile.
      const grown = (field: 'people' | 'rooms' | 'messages'): number => {
        const [was, is] = [before[field], after[field]];
        return was === null || is === null ? Number.POSITIVE_INFINITY : is - was;
      };
      expect(grown('people')).toBeGreaterThanOrEqual(1);
      expect(grown('rooms')).toBeGreaterThanOrEqual(1);
      expect(grown('messages')).toBeGreaterThanOrEqual(3);
    });
  });
}
