import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lateStore, slowStore } from '../old-records.ts';
import { obstruct } from './obstructed-blocks.ts';
import type { SmallDisk } from './small-disk.ts';
import type { Fault } from './system.ts';

/** Where the blocks of old messages lie: on a disk of their own, where this user may mount. */
export type BlockPlace = {
  readonly directory: string;
  readonly disk: SmallDisk | null;
  /** By which nodes are told how they find it. */
  readonly control: string;
};

/** What may befall the store of old messages. Whatever stands in memory goes on meanwhile, and afterwards all of it is readable. */
export const historyFaults = <On>(placeOf: (system: On) => BlockPlace): readonly Fault<On>[] => [
  {
    name: 'store of old messages away',
    rule: 'COLD-6',
    leastMs: 1_000,
    mostMs: 5_000,
    strike: async (system, { forMs, hits, healed }) => {
      const { directory } = placeOf(system);
      hits('the store of old messages');
      const away = `${directory}.away`;
      renameSync(directory, away);
      // A file in its place: nobody makes another directory there.
      writeFileSync(directory, '');
      await pause(forMs);
      rmSync(directory);
      renameSync(away, directory);
      healed();
    },
  },
  {
    name: 'flipped bits in blocks of old messages',
    rule: 'COLD-5',
    leastMs: 2_000,
    mostMs: 5_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const { directory } = placeOf(system);
      await someBlocks(directory);
      const files = filesIn(directory);
      const struck = files.filter((_, index) => index % 3 === target % 3);
      hits(`${struck.length} of ${files.length} blocks`);
      const whole = struck.flatMap((file, index) => flipBit(file, target, index % 2 === 0));
      await pause(forMs);
      // As out of a backup. What was taken away meanwhile stays so.
      for (const { file, bytes } of whole) if (existsSync(file)) writeFileSync(file, bytes);
      healed();
    },
  },
  {
    name: 'full store of old messages',
    rule: 'COLD-4',
    leastMs: 1_000,
    mostMs: 5_000,
    impossible: (system) => (placeOf(system).disk ? null : 'it needs root, for a small file system of its own'),
    strike: async (system, { forMs, hits, healed }) => {
      hits('the store of old messages');
      const empty = placeOf(system).disk?.fill();
      await pause(forMs);
      empty?.();
      healed();
    },
  },
  {
    name: 'read-only store of old messages',
    rule: 'COLD-4',
    leastMs: 1_000,
    mostMs: 5_000,
    impossible: (system) => (placeOf(system).disk ? null : 'it needs root, for a small file system of its own'),
    strike: async (system, { forMs, hits, healed }) => {
      const { disk } = placeOf(system);
      hits('the store of old messages');
      // Not while a block is being written there.
      const giveUpAt = performance.now() + remountMs;
      while (disk?.remount('ro') === false) {
        if (performance.now() > giveUpAt) throw new Error('the store of old messages could not be made read-only');
        await pause(20);
      }
      await pause(forMs);
      disk?.remount('rw');
      healed();
    },
  },
  {
    name: lateStore,
    rule: 'COLD-4',
    leastMs: 5_000,
    mostMs: 9_000,
    strike: async (system, { forMs, hits, healed }) => {
      const { control } = placeOf(system);
      hits('the store of old messages');
      obstruct(control, { lateSince: Date.now() });
      await pause(forMs);
      obstruct(control, {});
      healed();
    },
  },
  {
    name: slowStore,
    rule: 'COLD-6',
    leastMs: 2_000,
    mostMs: 4_000,
    strike: async (system, { forMs, hits, healed }) => {
      const { control, directory } = placeOf(system);
      await someBlocks(directory);
      hits('the store of old messages');
      obstruct(control, { slowMs });
      await pause(forMs);
      obstruct(control, {});
      healed();
    },
  },
];

/** For a block that is being written. */
const remountMs = 5_000;
/** Until anything is given: longer than anybody waits for an answer. */
const slowMs = 20_000;
/** In a block; their length stands before them. */
const wordsAt = 8;
/** For the first few blocks of a run. */
const firstBlocksMs = 10_000;
const fewBlocks = 6;

/** A store of which nobody reads anything can be as it likes. */
async function someBlocks(directory: string): Promise<void> {
  const giveUpAt = performance.now() + firstBlocksMs;
  while (filesIn(directory).length < fewBlocks && performance.now() < giveUpAt) await pause(100);
}

/** But for the mark by which the store is known again. */
const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name) && !entry.parentPath.endsWith('/mark'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

/** Nothing where it has just been taken away. `inWords`: in the ids and client ids of its messages, which stand first; anywhere else it may be that already zstd says so. */
function flipBit(file: string, target: number, inWords: boolean): { readonly file: string; readonly bytes: Buffer }[] {
  try {
    const bytes = readFileSync(file);
    const broken = Buffer.from(bytes);
    const at = inWords ? wordsAt + (target % bytes.readUInt32BE(wordsAt - 4)) : target % bytes.length;
    broken[at] = (broken[at] ?? 0) ^ (1 << (target % 8));
    writeFileSync(file, broken);
    return [{ file, bytes }];
  } catch {
    return [];
  }
}
