import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openConnections } from './open-files.ts';

test('[OPS-27] connections are bounded by the open files that the system allows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-files-'));
  const file = join(dir, 'limits');
  const allowing = (files: string): number => {
    writeFileSync(
      file,
      `Limit   Soft Limit   Hard Limit   Units\nMax processes  100  100  processes\nMax open files   ${files}   20000   files\n`,
    );
    return openConnections(14_000, file);
  };
  expect(allowing('20000')).toBe(14_000);
  expect(allowing('4096')).toBe(3_596);
  expect(allowing('unlimited')).toBe(14_000);
  expect(openConnections(14_000, join(dir, 'none'))).toBe(14_000);
  rmSync(dir, { recursive: true, force: true });
});
