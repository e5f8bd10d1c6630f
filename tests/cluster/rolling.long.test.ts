import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { until } from '@rookery/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLastRelease } from '../releases/build-release.ts';
import { Crowd } from './crowd.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-rolling-'));
const dist = join(repositoryRoot, 'apps/server/dist');
const newer = join(dist, 'main.js');
const nodes = ['n1', 'n2', 'n3'];
const run = promisify(execFile);
let older: string;
let colony: Colony;
let crowd: Crowd;

/** What a node runs when it is started next. */
const choose = (node: string, main: string): void => writeFileSync(join(dir, `${node}.main`), main);

beforeAll(async () => {
  older = buildLastRelease().main;
  const main = join(dir, 'main.mjs');
  writeFileSync(main, `import { readFileSync } from 'node:fs'; await import(readFileSync(process.env.RUNS, 'utf8'));`);
  for (const node of nodes) choose(node, older);
  const settingsOf = (node: string) => ({ RUNS: join(dir, `${node}.main`) });
  colony = await startColony({ dir, nodes: nodes.length, main, settingsOf });
  crowd = await Crowd.gather({ url: colony.url, people: 20, rooms: 12 });
}, 300_000);
afterAll(async () => {
  crowd?.leave();
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** One node after the other, as an operator does it, while everybody writes; in between nodes of both versions serve. */
async function roll(main: string): Promise<void> {
  for (const server of colony.servers) {
    await server.kill('SIGTERM');
    choose(server.name, main);
    await server.start();
    await crowd.hasWritten(60);
  }
}

type Said = { readonly code: number; readonly stdout: string; readonly stderr: string };
/** A program of a build of the server, on this cluster. */
async function program(file: string, ...words: readonly string[]): Promise<Said> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    REDIS_NODES: colony.redis.addresses.join(','),
    ROOKERY_DATA_DIR: join(dir, 'shell'),
    PORT: '0',
  };
  try {
    return { code: 0, ...(await run(process.execPath, [file, ...words], { env, timeout: 60_000 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as Said;
    return { code, stdout, stderr };
  }
}
const admin = (...words: readonly string[]): Promise<Said> => program(join(dist, 'admin.js'), ...words);

test('[REL-4] nodes of this version and the last release serve one cluster through a rolling upgrade and a rolling way back, under load; the way back ends where the level is raised', async () => {
  crowd.write();
  await crowd.hasWritten(100);
  await roll(newer);
  expect((await admin('level')).stdout).toMatch(/^Level 1; this version knows levels up to 2\.\n(.* up to 2\.\n)+/);
  await roll(older);
  // One node is new, the others are not.
  const [first] = colony.servers;
  await first?.kill('SIGTERM');
  choose('n1', newer);
  await first?.start();
  const refused = await admin('raise-level', '2');
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing was raised: n\d-.+ level 2\..+\n$/),
  });
  expect((await admin('level')).stdout).toMatch(/^Level 1;/);
  await crowd.hasWritten(60);
  await roll(newer);
  // A node that was drained has given its lease back.
  await until(
    'no lease of the version before is left',
    async () => !/to 1\./.test((await admin('level')).stdout),
    20_000,
  );
  expect(await admin('raise-level', '2')).toMatchObject({ code: 0, stdout: expect.stringMatching(/the way back/) });
  await crowd.hasWritten(60);
  expect(await program(older)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Redis holds the messages of the installation that only Rookery 0\.7\.0 or newer/),
  });
  await crowd.hasWritten(60);
  await crowd.holds();
}, 600_000);
