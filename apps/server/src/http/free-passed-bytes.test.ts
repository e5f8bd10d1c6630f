import { createReadStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freePassedBytes } from './free-passed-bytes.ts';

test('while a large file passes, few of its bytes are in memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-passing-'));
  const passed = freePassedBytes();
  try {
    const file = join(folder, 'large');
    await writeFile(file, '');
    await truncate(file, 128 * 2 ** 20);
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    let pieces = 0;
    for await (const _piece of createReadStream(file)) {
      pieces += 1;
      if (pieces % 16 > 0) continue;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      // As fast as a network of 8 Gbit/s takes it: from the cache of a disk, tens of MiB come between two looks.
      await pause(1);
    }
    expect(most - before).toBeLessThan(48 * 2 ** 20);
  } finally {
    passed();
    await rm(folder, { recursive: true });
  }
});
