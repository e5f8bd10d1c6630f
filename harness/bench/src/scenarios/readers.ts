import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { quantile } from '../crowd.ts';
import type { Scenario } from './scenario.ts';

/** Rooms that each search walks through, and conversations in the inbox that is read. */
const roomCount = 5_000;
const writers = 8;
const contentBytes = 120;

export const readers: Scenario = {
  name: 'readers',
  about: `The embedded store at its port: ${writers} writers, each with a pause between appends, alone and beside readers who do not pause: two search ${roomCount.toLocaleString('en')} rooms to their end, two read a whole inbox of as many.`,
  run: async (quick) => {
    const directory = mkdtempSync(join(tmpdir(), 'rookery-readers-'));
    const store = await openEmbeddedStore({
      dataDir: directory,
      clock: { now: () => Date.now() },
      log: { error: () => undefined },
    });
    try {
      const owner = await newUser(store);
      const rooms = await Promise.all(Array.from({ length: roomCount }, () => newRoom(store, owner)));
      const content = 'x'.repeat(contentBytes);
      let isOver = false;
      let reads = 0;
      const untilOver = async (read: () => Promise<unknown>): Promise<void> => {
        while (!isOver) {
          await read();
          reads += 1;
        }
      };
      const wholeInbox = async (): Promise<void> => {
        for (let cursor: string | undefined; !isOver;) {
          const page = await store.users.inbox(owner.id, cursor, 100);
          if (page.next === null) return;
          cursor = page.next;
        }
      };
      const search = () => store.rooms.rooms(owner.id, 'no such room', undefined, 20);
      /** How long appends take, in ms. */
      const appendsFor = async (ms: number): Promise<number[]> => {
        const until = performance.now() + ms;
        const took: number[] = [];
        await Promise.all(
          rooms.slice(0, writers).map(async (room) => {
            while (performance.now() < until) {
              const startedAt = performance.now();
              await append(store, room.id, owner, { content });
              took.push(performance.now() - startedAt);
              await pause(5);
            }
          }),
        );
        return took;
      };
      const readWhile = async <Done>(act: () => Promise<Done>): Promise<Done> => {
        isOver = false;
        const reading = Promise.all([search, search, wholeInbox, wholeInbox].map(untilOver));
        const done = await act();
        isOver = true;
        await reading;
        return done;
      };
      // Code is compiled, and the readers start: once in a server's life.
      await readWhile(() => appendsFor(1_500));
      reads = 0;
      const alone: number[] = [];
      const beside: number[] = [];
      // By turns, so that the machine's mood is the same for both.
      const rounds = quick ? 2 : 5;
      const ms = quick ? 1_500 : 4_000;
      for (let round = 0; round < rounds; round += 1) {
        alone.push(...(await appendsFor(ms)));
        beside.push(...(await readWhile(() => appendsFor(ms))));
      }
      const late = quantile(beside, 0.99);
      return [
        { name: 'append p50, alone', value: quantile(alone, 0.5), unit: 'ms' },
        { name: 'append p50, beside searches and inboxes', value: quantile(beside, 0.5), unit: 'ms' },
        { name: 'append p99, alone', value: quantile(alone, 0.99), unit: 'ms' },
        { name: 'append p99, beside searches and inboxes', value: late, unit: 'ms', bar: '≤ 30', met: late <= 30 },
        { name: 'searches and inboxes read meanwhile', value: (reads * 1_000) / (rounds * ms), unit: '/s' },
      ];
    } finally {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
