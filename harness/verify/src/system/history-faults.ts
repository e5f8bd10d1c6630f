import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SmallDisk } from './small-disk.ts';
import type { Fault } from './system.ts';

/** Where the blocks of old messages lie: on a disk of their own, where this user may mount. */
export type BlockPlace = { readonly directory: string; readonly disk: SmallDisk | null };

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
    leastMs: 1_000,
    mostMs: 5_000,
    strike: async (system, { target, forMs, hits, healed }) => {
      const { directory } = placeOf(system);
      const files = filesIn(directory);
      const struck = files.filter((_, index) => (index + target) % 3 === 0);
      hits(`${struck.length} of ${files.length} blocks`);
      const whole = struck.flatMap((file) => flipBit(file, target));
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
    name: 'store of old messages that shows late what was written',
    rule: 'COLD-4',
    leastMs: 3_000,
    mostMs: 8_000,
    strike: async (system, { forMs, hits, healed }) => {
      const { directory } = placeOf(system);
      hits('the store of old messages');
      const known = new Set(filesIn(directory));
      const hidden = new Map<string, number>();
      const endsAt = performance.now() + forMs;
      while (performance.now() < endsAt) {
        for (const file of filesIn(directory)) {
          if (known.has(file)) continue;
          known.add(file);
          if (move(file, beside(directory, file))) hidden.set(file, performance.now() + lateMs);
        }
        for (const [file, at] of hidden)
          if (at < performance.now()) {
            hidden.delete(file);
            move(beside(directory, file), file);
          }
        await pause(2);
      }
      for (const file of hidden.keys()) move(beside(directory, file), file);
      healed();
    },
  },
];

/** For a block that is being written. */
const remountMs = 5_000;
/** Until what was written is there for whoever reads. */
const lateMs = 1_200;

const beside = (directory: string, file: string): string => `${directory}.late-${file.split('/').at(-1)}`;

/** False where it is not there any more. */
function move(from: string, to: string): boolean {
  try {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

/** Nothing where it has just been taken away. */
function flipBit(file: string, target: number): { readonly file: string; readonly bytes: Buffer }[] {
  try {
    const bytes = readFileSync(file);
    const broken = Buffer.from(bytes);
    const at = target % bytes.length;
    broken[at] = (broken[at] ?? 0) ^ (1 << (target % 8));
    writeFileSync(file, broken);
    return [{ file, bytes }];
  } catch {
    return [];
  }
}
