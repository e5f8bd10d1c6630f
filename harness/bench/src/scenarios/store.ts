import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { quantile } from '../crowd.ts';
import type { Scenario } from './scenario.ts';

/** What a program gets that appends one record and waits for the disk, again and again. */
function singleSyncs(directory: string, ms: number): number {
  const file = openSync(join(directory, 'single'), 'w');
  const record = Buffer.alloc(200, 'x');
  const until = performance.now() + ms;
  let count = 0;
  while (performance.now() < until) {
    writeSync(file, record);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return (count * 1_000) / ms;
}

export const store: Scenario = {
  name: 'store',
  about:
    'The embedded store at its port: full durable appends (64 at once in 64 rooms), a page of 50 in a log of 1,000,000, an inbox of 500.',
  run: async (quick) => {
    const directory = mkdtempSync(join(tmpdir(), 'rookery-store-'));
    const opened = await openEmbeddedStore({
      dataDir: directory,
      clock: { now: () => Date.now() },
      log: { error: () => undefined },
    });
    try {
      const owner = await newUser(opened);
      const rooms = await Promise.all(Array.from({ length: 64 }, () => newRoom(opened, owner)));
      const content = 'x'.repeat(120);
      const appends = async (ms: number): Promise<number> => {
        const until = performance.now() + ms;
        let count = 0;
        await Promise.all(
          rooms.map(async (room) => {
            while (performance.now() < until) {
              await append(opened, room.id, owner, { content });
              count += 1;
            }
          }),
        );
        return (count * 1_000) / ms;
      };
      await appends(1_500);
      const rate = await appends(quick ? 2_000 : 6_000);
      const single = singleSyncs(directory, quick ? 1_000 : 3_000);

      const long = rooms[0];
      if (!long) throw new Error('no room');
      const total = quick ? 50_000 : 1_000_000;
      for (let index = 0; index < total; index += 4_000)
        await Promise.all(
          Array.from({ length: 4_000 }, () => append(opened, long.id, owner, { content: 'long', clientId: undefined })),
        );
      const pageMs: number[] = [];
      for (let index = 0; index < 500; index += 1) {
        const startedAt = performance.now();
        await opened.log.page({
          conversation: long.id,
          reader: owner.id,
          before: 1 + Math.floor(Math.random() * total),
          limit: 50,
        });
        pageMs.push(performance.now() - startedAt);
      }
      const reader = await newUser(opened);
      for (let index = 0; index < 500; index += 1) {
        const room = await newRoom(opened, owner);
        await opened.membership.join(room.id, reader.id, Date.now());
        await append(opened, room.id, owner, { content: 'hello' });
      }
      const inboxMs: number[] = [];
      for (let index = 0; index < 30; index += 1) {
        const startedAt = performance.now();
        for (let cursor: string | undefined; ;) {
          const page = await opened.users.inbox(reader.id, cursor, 100);
          if (page.next === null) break;
          cursor = page.next;
        }
        inboxMs.push(performance.now() - startedAt);
      }
      const page = quantile(pageMs, 0.99);
      const inbox = quantile(inboxMs, 0.5);
      return [
        { name: 'full durable appends', value: rate, unit: '/s', bar: '≥ 12,000', met: rate >= 12_000 },
        { name: 'single appends with fdatasync', value: single, unit: '/s' },
        { name: 'against single appends', value: rate / single, unit: '×', bar: '≥ 3', met: rate / single >= 3 },
        {
          name: `page of 50 out of ${total.toLocaleString('en')}, p99`,
          value: page,
          unit: 'ms',
          bar: '≤ 10',
          met: page <= 10,
        },
        { name: 'whole inbox of 500 conversations, median', value: inbox, unit: 'ms', bar: '≤ 30', met: inbox <= 30 },
      ];
    } finally {
      await opened.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
