import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { moveSlot } from '@rookery/testkit/move-slot';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Crowd } from './crowd.ts';
import { isAway, slotsOf } from './watch.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-faults-'));
let colony: Colony;
let crowd: Crowd;

beforeAll(async () => {
  colony = await startColony({ dir });
  crowd = await Crowd.gather({ url: colony.url });
}, 90_000);
beforeEach(async () => {
  crowd.write();
  await crowd.hasWritten(100);
});
afterEach(everyoneLeaves);
afterAll(async () => {
  crowd?.leave();
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const urlOf = (node: number): string => `http://127.0.0.1:${colony.servers[node]?.port}`;
const anyMaster = (): Promise<RedisNode> => colony.redis.masterOf(`{${crowd.rooms[0]}}`);

describe('while fifty people write to twenty rooms and to each other', () => {
  test('[CLU-5] NGINX takes its configuration anew', async () => {
    await colony.nginx.reload();
    await crowd.hasWritten(100);
    await colony.nginx.reload();
    await crowd.hasWritten(100);
    await crowd.holds();
  }, 60_000);

  test('[CLU-2, CLU-5] a node is killed, and who was only there goes offline', async () => {
    const ghost = await guest(urlOf(0), 'ghost', { reconnection: false });
    const watcher = await guest(urlOf(1), 'watcher');
    await until('the ghost is online', async () => !(await isAway(watcher, ghost.me['id'])));
    await colony.servers[0]?.kill('SIGKILL');
    await until('the ghost is offline', () => isAway(watcher, ghost.me['id']), 20_000);
    await colony.servers[0]?.start();
    await crowd.holds();
  }, 90_000);

  test('[CLU-2, CLU-5] a master is killed', async () => {
    const master = await anyMaster();
    await master.kill('SIGKILL');
    await until('its slots are served again', async () => (await anyMaster().catch(() => master)) !== master, 20_000);
    await crowd.hasWritten(100);
    await master.start();
    await colony.redis.healthy(30_000);
    await crowd.holds();
  }, 90_000);

  test('[CLU-2, CLU-5] a master hangs for 12 s', async () => {
    const master = await anyMaster();
    master.signal('SIGSTOP');
    await pause(12_000);
    master.signal('SIGCONT');
    await colony.redis.healthy(30_000);
    await crowd.holds();
  }, 90_000);

  test('[CLU-2, CLU-5] a hundred slots move', async () => {
    const from = await anyMaster();
    const to = await anotherMaster(from);
    for (const slot of await slotsOf(from, crowd.rooms, 100)) await moveSlot(slot, from, to);
    await crowd.holds();
  }, 90_000);

  test('[CLU-2, CLU-5] every node and every Redis process is restarted in turn', async () => {
    for (const server of colony.servers) {
      await server.kill('SIGTERM');
      await server.start();
    }
    for (const node of colony.redis.nodes) {
      if ((await colony.redis.roles()).get(node.address) === 'redis-master')
        for (const replica of await colony.redis.replicasOf(node)) await replica.call('CLUSTER', 'FAILOVER');
      await until(
        'it is no master',
        async () => (await colony.redis.roles()).get(node.address) === 'redis-replica',
        15_000,
      );
      await node.kill('SIGTERM');
      await node.start();
      await colony.redis.healthy(30_000);
    }
    await crowd.holds();
  }, 120_000);

  test('[CLU-8] a shard and a node are added', async () => {
    const master = await colony.redis.join();
    await colony.redis.join(master);
    const before = await crowd.hasWritten(1);
    const from = await anyMaster();
    for (const slot of await slotsOf(from, crowd.rooms, 60)) await moveSlot(slot, from, master);
    const other = await anotherMaster(from, master);
    for (const slot of await slotsOf(other, crowd.rooms, 60)) await moveSlot(slot, other, master);
    await colony.redis.healthy(30_000);
    expect(await crowd.hasWritten(100)).toBeGreaterThan(before);
    const server = await colony.addServer();
    const [first, second] = [await guest(colony.url), await guest(`http://127.0.0.1:${server.port}`)];
    const made = await first.ask('room:create', { name: `${first.me['username']}.room` });
    await second.ask('room:join', { room: made['room'].id });
    expect(await first.ask('message:room', { room: made['room'].id, content: 'welcome' })).toMatchObject({ ok: true });
    await second.hears('message:receive', (message) => message['content'] === 'welcome');
    await until(
      'NGINX sends new connections to it',
      async () => {
        const hello = await (await guest(colony.url)).hears('server:hello');
        return hello['node'] === server.name;
      },
      15_000,
    );
    await crowd.holds();
  }, 120_000);

  test('[FIND-9, FIND-5] those who keep the index are killed in turn while people search: nothing is missing, or the answer says so', async () => {
    const asker = await guest(urlOf(0), 'asker');
    const word = freshName('needle').replaceAll('.', '');
    const rooms: string[] = [];
    for (let count = 0; count < 6; count += 1)
      rooms.push((await asker.askPatiently('room:create', { name: freshName('finding') }))['room'].id);
    const written: string[] = [];
    const say = async (): Promise<void> => {
      const room = rooms[written.length % rooms.length] ?? '';
      const { seq } = await asker.askPatiently('message:room', { room, content: `${word} ${written.length}` });
      written.push(`${room} ${seq}`);
    };
    /** Whether the answer claims to be complete: then all that was acknowledged before must be in it, once, and the newest first. */
    const looks = async (): Promise<boolean> => {
      const known = [...written];
      const found: string[] = [];
      let isComplete = true;
      for (let cursor: string | undefined, more = true; more;) {
        const page = await asker.askPatiently('search:messages', { query: word, limit: 7, ...(cursor && { cursor }) });
        expect(page).toMatchObject({ ok: true });
        found.push(...page['hits'].map(({ message }: Answer) => `${message.conversation} ${message.seq}`));
        isComplete &&= page['incomplete'] === undefined;
        cursor = page['next'] ?? undefined;
        more = cursor !== undefined;
      }
      expect(new Set(found).size).toBe(found.length);
      if (isComplete) expect(found.toSorted()).toEqual(known.toSorted());
      return isComplete;
    };
    /** The nodes in whose files a room is. */
    const keepersOf = (room: string): readonly string[] =>
      colony.servers.flatMap(({ name }) => {
        const file = join(dir, 'cluster', name, `search.${name}.sqlite`);
        if (!existsSync(file)) return [];
        const index = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
        const row = index.prepare('SELECT 1 FROM conversations WHERE id = ? AND position IS NOT NULL').get(room);
        index.close();
        return row ? [name] : [];
      });
    for (let count = 0; count < 30; count += 1) await say();
    const toLook = { everyMs: 250 };
    await until('all is found', looks, 45_000, toLook);
    await until(
      'each room is kept by two nodes',
      async () => (await looks()) && rooms.every((room) => keepersOf(room).length >= 2),
      45_000,
      toLook,
    );
    expect(colony.servers).toHaveLength(3);
    for (const server of colony.servers.slice(1)) {
      await server.kill('SIGKILL');
      for (let count = 0; count < 5; count += 1) {
        await say();
        await looks();
      }
      await until('all is found without it', looks, 45_000, toLook);
      await server.start();
    }
    await until('all is found', looks, 45_000, toLook);
    await crowd.holds();
  }, 240_000);
});

async function anotherMaster(...than: readonly RedisNode[]): Promise<RedisNode> {
  for (const room of crowd.rooms) {
    const found = await colony.redis.masterOf(`{${room}}`);
    if (!than.includes(found)) return found;
  }
  throw new Error('all rooms are on one master');
}
