import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedSink } from '@rookery/server/embedded-sink';
import { openEmbeddedSource } from '@rookery/server/embedded-source';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { copyStore } from '@rookery/server/copy-store';
import { openRedisSink } from '@rookery/server/redis-sink';
import { openRedisSource } from '@rookery/server/redis-source';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { restoreCluster } from '@rookery/testkit/cluster-dump';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { startTarget } from '@rookery/testkit/target';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followingHolds, lookAtFollowing } from '../releases/following.ts';
import { clockAt, keptVersions, readAccount, readData } from '../releases/kept.ts';
import type { Account, KeptStore } from '../releases/kept.ts';
import { lookAtPictures, picturesHold, writeFiles } from '../releases/pictures.ts';
import { lookAtPower, powerHolds } from '../releases/power.ts';
import { becomeAccount, goOn, look } from '../releases/story.ts';

const version = keptVersions().at(-1) ?? '';
const accounts = { embedded: readAccount(version, 'embedded'), redis: readAccount(version, 'redis') };
/** Where the cluster's node looks for its keys; what is copied from has none. */
const prefix = 'copy';

const dir = mkdtempSync(join(tmpdir(), 'rookery-copy-'));
const source = join(dir, 'source');
let colony: Colony;

beforeAll(async () => {
  mkdirSync(source);
  writeFileSync(join(source, 'rookery.sqlite'), readData(version, 'embedded'));
  // Brings it to this version's format.
  const clock = { now: () => accounts.embedded.at };
  const store = await openEmbeddedStore({ dataDir: source, clock, log: { error: () => undefined } });
  await store.close();
  const settings = { ...clockAt(accounts.redis.at), ROOKERY_REDIS_PREFIX: prefix };
  colony = await startColony({ dir: join(dir, 'colony'), nodes: 1, settings });
  await colony.servers[0]?.kill('SIGTERM');
}, 120_000);
afterAll(async () => {
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const openSource = (from: KeptStore) =>
  from === 'embedded' ? openEmbeddedSource(source) : openRedisSource({ nodes: colony.redis.addresses });

async function flushRedis(): Promise<void> {
  const roles = await colony.redis.roles();
  for (const node of colony.redis.nodes) if (roles.get(node.address) === 'redis-master') await node.call('FLUSHALL');
}

/** Every client sees the very same there, and goes on. */
async function holds(url: string, account: Account): Promise<void> {
  const { powers, pictures, following } = account;
  if (!powers || !pictures || !following) throw new Error('a data set without its parts');
  expect(await look(url, account.people)).toMatchObject(account.seen);
  expect(await lookAtPower(url, powers)).toMatchObject(powers.seen);
  await powerHolds(url, powers);
  expect(await lookAtPictures(url, pictures)).toMatchObject(pictures.seen);
  await picturesHold(url, pictures);
  expect(await lookAtFollowing(url, following)).toMatchObject(following.seen);
  await followingHolds(url, following);
  await goOn(url, account.people, account.seen);
  const [, guest = { name: '', token: '' }] = account.people;
  await becomeAccount(url, guest, account.seen[guest.name]);
}

test.each([
  ['embedded', 'embedded'],
  ['redis', 'embedded'],
  ['embedded', 'redis'],
  ['redis', 'redis'],
] as const)(
  '[ARC-1] [ARC-6] a store is copied, %s to %s: every client finds the same, and goes on',
  async (from, to) => {
    const account = accounts[from];
    const clock = { now: () => account.at };
    await flushRedis();
    if (from === 'redis') await restoreCluster(colony.redis, readData(version, 'redis'), accounts.redis.at);
    const target = join(dir, `${from}-${to}`);
    mkdirSync(target);
    const reading = await openSource(from);
    const sink =
      to === 'embedded'
        ? openEmbeddedSink(target, 'a copy', clock)
        : await openRedisSink({ nodes: colony.redis.addresses, prefix }, 'a copy', clock);
    await copyStore(reading, sink, 'same');
    await Promise.all([reading.close(), sink.close()]);
    if (to === 'embedded') {
      writeFiles(join(target, 'files'), account.files ?? {});
      const server = await startTarget({ ROOKERY_DATA_DIR: target, ...clockAt(account.at) });
      await holds(server.url, account).finally(() => server.stop());
      return;
    }
    writeFiles(join(dir, 'colony', 'cluster', 'files'), account.files ?? {});
    const [node] = colony.servers;
    await node?.start();
    // While it runs nobody else writes there, nor afterwards.
    await expect(openRedisSink({ nodes: colony.redis.addresses, prefix }, 'again', clock)).rejects.toThrow(
      /in use: the server n1/,
    );
    await holds(colony.url, account).finally(() => node?.kill('SIGTERM'));
  },
);

const script = (command: string): string => join(repositoryRoot, `apps/server/dist/${command}.js`);
const environment = (settings: Readonly<Record<string, string>>) => ({
  PATH: process.env['PATH'] ?? '',
  ...clockAt(accounts.redis.at),
  ...settings,
});
/** As an operator does, without npm between. */
function run(command: string, words: readonly string[], settings: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script(command), ...words], {
    env: environment(settings),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

test('[ARC-3] [ARC-4] [ARC-7] a cluster that runs is backed up, and restored into a cluster and into the built-in store', async () => {
  const account = accounts.redis;
  const clock = { now: () => account.at };
  const [node] = colony.servers;
  await node?.kill('SIGTERM');
  await flushRedis();
  await restoreCluster(colony.redis, readData(version, 'redis'), accounts.redis.at);
  const reading = await openSource('redis');
  const sink = await openRedisSink({ nodes: colony.redis.addresses, prefix }, 'a copy', clock);
  await copyStore(reading, sink, 'same');
  await Promise.all([reading.close(), sink.close()]);
  const files = join(dir, 'colony', 'cluster', 'files');
  writeFiles(files, account.files ?? {});
  await node?.start();
  const { pictures } = account;
  if (!pictures) throw new Error('a data set without pictures');

  const archive = join(dir, 'archive');
  const redis = { REDIS_NODES: colony.redis.addresses.join(',') };
  const running = { ...redis, ROOKERY_REDIS_PREFIX: prefix, ROOKERY_FILES: files, ROOKERY_DATA_DIR: join(dir, 'none') };
  expect(run('backup', [archive], running)).toMatch(/The backup is in .*: \d+ messages of \d+ conversations/);
  await picturesHold(colony.url, pictures);
  expect(run('backup', [archive], running)).toMatch(/holds 2 backups now: this one has \d+ messages? that/);
  expect(run('verify-archive', [archive], {})).toMatch(/nothing is missing\.\n$/);
  expect(() => run('restore', [archive], running)).toThrow(/in use: the server n1/);
  const seen = await lookAtPictures(colony.url, pictures);
  await node?.kill('SIGTERM');
  expect(() => run('restore', [archive], running)).toThrow(/in use: it holds people/);

  const target = join(dir, 'restored');
  mkdirSync(target);
  expect(run('restore', [archive], { ROOKERY_DATA_DIR: target })).toMatch(/of a cluster[^]*Restored: /);
  const server = await startTarget({ ROOKERY_DATA_DIR: target, ...clockAt(account.at) });
  try {
    expect(await lookAtPictures(server.url, pictures)).toMatchObject(seen);
  } finally {
    await server.stop();
  }
  await flushRedis();
  rmSync(files, { recursive: true });
  // Killed in the middle, wherever that is; a node does not start on what is there by then.
  for (const timeout of [350, 500, 700])
    spawnSync(process.execPath, [script('restore'), archive], {
      env: environment(running),
      timeout,
      killSignal: 'SIGKILL',
    });
  // The last of them may have been done before it was killed.
  const last = spawnSync(process.execPath, [script('restore'), archive], {
    env: environment(running),
    encoding: 'utf8',
  });
  expect(`${last.stdout}${last.stderr}`).toMatch(/Restored: |in use: it holds people/);
  await node?.start();
  expect(await lookAtPictures(colony.url, pictures)).toMatchObject(seen);
});
