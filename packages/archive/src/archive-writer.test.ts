import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ArchiveReader } from './archive-reader.ts';
import { ArchiveWriter } from './archive-writer.ts';

const told = { madeBy: 'a test', store: 'none', people: 0, files: 0, missing: [] };
const record = (seq: number) => ({ kind: 'message', conversation: 'r_1', seq });

test('[ARC-3] where the machine died, a backup goes on from the last part that is whole, as often as it takes', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'rookery-archive-')), 'archive');
  onTestFinished(() => rmSync(join(directory, '..'), { recursive: true, force: true }));
  const write = async (writer: ArchiveWriter, seqs: readonly number[]): Promise<void> => {
    for (const seq of seqs) {
      writer.note('r_1', { epoch: 'e', seq, rev: 0 }, seq === 5);
      await writer.add([record(seq)]);
      await writer.closePart();
    }
  };
  await write(await ArchiveWriter.open(directory, 'backup', 1), [1, 2, 3, 4]);
  const folder = join(directory, '0001');
  // Named by its line, and not on the disk as it was written.
  truncateSync(join(folder, 'log-00003.jsonl.zst'), 10);
  const second = await ArchiveWriter.open(directory, 'backup', 2);
  expect([second.isResumed, second.positionOf('r_1')?.seq]).toEqual([true, 2]);
  expect(readdirSync(folder)).not.toContain('log-00004.jsonl.zst');
  await write(second, [3, 4]);
  // What was written since the first death is known after another one.
  const third = await ArchiveWriter.open(directory, 'backup', 3);
  expect(third.positionOf('r_1')?.seq).toBe(4);
  await write(third, [5]);
  await third.finish(new Set(['r_1']), told, 4);

  const reader = await ArchiveReader.open(directory);
  const parts = await Promise.all(reader.partsOf(reader.last, 'log').map((part) => reader.read(reader.last, part)));
  expect(parts.flat()).toEqual([1, 2, 3, 4, 5].map(record));
});
