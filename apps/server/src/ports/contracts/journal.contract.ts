import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with lines that nodes keep. */
export function describeJournal(name: string, open: OpenStore): void {
  describe(`journal on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('[OPS-51] lines stay in their order, a repeat of the last one adds nothing, the oldest go first', async () => {
      const { journal } = opened.store;
      const [one, other] = [`one.${randomUUID()}`, `other.${randomUUID()}`];
      expect(await journal.read(one)).toEqual([]);
      for (const line of ['1', '2', '2', '3', '2']) await journal.add(one, line, 3);
      await journal.add(other, '{"at":1,"what":"é 中"}', 3);
      expect(await journal.read(one)).toEqual(['2', '3', '2']);
      expect(await journal.read(other)).toEqual(['{"at":1,"what":"é 中"}']);
    });

    test('[OPS-51] the store tells of its parts what they hold and may hold, and whether there is a second copy', async () => {
      const shards = await opened.store.inventory.shards();
      expect(shards.length).toBeGreaterThan(0);
      for (const shard of shards) {
        expect(shard.bytes).toBeGreaterThan(0);
        expect(shard.limitBytes ?? Infinity).toBeGreaterThan(shard.bytes);
        expect(shard.isDegraded).toBe(shard.kept === 'memory' && !shard.replicas.some(({ isOnline }) => isOnline));
      }
    });
  });
}
