import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
];

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
