import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const rightsOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const entries = (isFile: boolean): string[] =>
  readdirSync(target.dataDir, { withFileTypes: true })
    .filter((entry) => entry.isFile() === isFile)
    .map(({ name }) => name)
    .toSorted();
const files = (): string[] => entries(true);

function expectPrivate(): void {
  expect(rightsOf(target.dataDir)).toBe('700');
  expect(files()).toEqual(
    expect.arrayContaining(['rookery.lock', 'rookery.sqlite', 'rookery.sqlite-wal', 'server.pid']),
  );
  for (const name of files()) expect(rightsOf(join(target.dataDir, name)), name).toBe('600');
  expect(entries(false)).toEqual(['files', 'rookery.sock']);
  expect(rightsOf(join(target.dataDir, 'rookery.sock'))).toBe('600');
  expect(rightsOf(join(target.dataDir, 'files'))).toBe('700');
}

test('[OPS-24] what a server writes is for its own user only', async () => {
  await guest(target.url);
  expectPrivate();
});

test('[OPS-24] so is a backup', () => {
  const file = join(target.dataDir, '../copy.sqlite');
  const made = spawnSync(process.execPath, [join(repositoryRoot, 'apps/server/dist/backup.js'), file], {
    env: { ...process.env, ROOKERY_DATA_DIR: target.dataDir },
    encoding: 'utf8',
  });
  expect(made.stderr).toBe('');
  expect(rightsOf(file)).toBe('600');
});

test('[OPS-24] what is found wider is narrowed, and the log says so', async () => {
  await target.server.kill('SIGKILL');
  for (const name of files()) chmodSync(join(target.dataDir, name), 0o644);
  chmodSync(target.dataDir, 0o755);
  await target.server.start();
  expectPrivate();
  const log = readFileSync(join(target.dataDir, '../server.log'), 'utf8');
  expect(log).toMatch(/"event":"data\.wasOpen".*rookery\.sqlite/);
});
