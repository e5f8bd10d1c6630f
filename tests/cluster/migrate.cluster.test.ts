import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { nginx } from '@rookery/testkit/nginx';
import type { Nginx } from '@rookery/testkit/nginx';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { MovingScene, redisPassword } from '@rookery/testkit/moving-scene';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { serverProcess } from '@rookery/testkit/server-process';
import type { ServerProcess } from '@rookery/testkit/server-process';
import { until } from '@rookery/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../behaviour/http-program.ts';
import { Crowd, readLog } from './crowd.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-migrate-'));
const backMs = 30_000;
let redis: RedisCluster;
let scene: MovingScene;
let home: ServerProcess | undefined;
let front: Nginx;
let crowd: Crowd;

beforeAll(async () => {
  redis = await startRedisCluster({ dir: join(dir, 'redis'), password: redisPassword });
  scene = await MovingScene.begin(dir, redis);
  const port = await freePort();
  front = nginx({ dir: join(dir, 'nginx'), port, nodes: [{ name: 'old', port: scene.old.port }] });
  await front.start();
  crowd = await Crowd.gather({ url: `http://127.0.0.1:${port}`, people: 20, rooms: 8, pauseMs: 200 });
}, 120_000);
afterAll(async () => {
  crowd?.leave();
  everyoneLeaves();
  front?.signal('SIGTERM');
  await Promise.all([scene?.end(), home?.kill('SIGKILL'), redis?.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

const run = (words: readonly string[], dataDir?: string) => scene.migrate(words, dataDir).ended;

test('[MOVE-1, MOVE-4, MOVE-6, MOVE-7, RET-1, REL-3] a server that people write to moves into a cluster, and back: they go on where they were, by NGINX and by the old server’s own address', async () => {
  const { old, node } = scene;
  const stock = await guest(old.url, 'stock');
  stock.socket.auth = { token: stock.token };
  const { room } = await stock.ask('room:create', freshName('square'));
  const say = (content: string) =>
    stock.ask('message:room', { room: room.id, content, clientId: `${content}-1` }).catch(() => null);
  expect(await say('before')).toMatchObject({ seq: 1 });
  const { room: short } = await stock.ask('room:create', freshName('short'));
  expect(await stock.ask('room:edit', { room: short.id, retentionMessages: 2 })).toMatchObject({ ok: true });
  for (let count = 1; count <= 5; count += 1)
    await stock.ask('message:room', { room: short.id, content: `said ${count}`, clientId: `short-${count}` });
  const { head } = await stock.ask('history:fetch', { conversation: room.id });
  crowd.write();
  await crowd.hasWritten(200);
  expect(await run(['--status'])).toMatchObject({ code: 0, said: expect.stringContaining('is whole, and is served') });

  // One that is killed leaves nothing that the next one minds; a node that has come meanwhile waits.
  const first = scene.migrate(scene.to);
  await first.says('Pass 1');
  first.kill();
  await first.ended;
  node.spawn();
  // Somebody's outbox, all the while.
  const [writer] = crowd.members;
  const [square] = writer?.rooms ?? [];
  if (!writer || !square) throw new Error('nobody is there');
  const sent: string[] = [];
  const sending = setInterval(() => sent.push(writer.client.send(square, 'by and by')), 100);
  const names = ['--nginx', join(dir, 'nginx'), '--nodes', `n1=127.0.0.1:${node.port}`];
  const { code, said } = await run([...scene.to, ...names]);
  clearInterval(sending);
  expect(said).toContain('is the server now');
  expect(code).toBe(0);
  await until('the outbox is empty', () => writer.client.waiting.get() === 0, backMs);
  const kept = (await readLog(writer.client, square)).flatMap(({ clientId }) => clientId ?? []);
  expect(kept.filter((clientId) => sent.includes(clientId))).toEqual(sent);

  // Nobody began anew: every position goes on.
  await crowd.hasWritten(100);
  await crowd.holds();
  expect(crowd.members.flatMap(({ told }) => [...told.values()].filter(({ epochs }) => epochs > 0))).toEqual([]);

  // A stock client was told, and is back through the old server, which passes on whatever comes.
  await stock.hears('server:drain');
  const isBack = async (): Promise<boolean> => (await say('after'))?.['seq'] === 2;
  await until('the stock client is back', isBack, backMs);
  expect(await say('before')).toMatchObject({ ok: true, seq: 1 });
  const { conversations } = await stock.ask('sync', { conversations: [{ conversation: room.id, ...head }] });
  expect(conversations[0]).toMatchObject({ head: { epoch: head.epoch, seq: 2 } });
  expect(conversations[0].reset).toBeUndefined();
  const page = await call(old.url, 'history:fetch', { conversation: room.id }, stock.token);
  expect(page).toMatchObject({ answer: { ok: true, head: { seq: 2 } } });

  // What waits in a cluster until its level is raised waits for nobody here.
  const isShort = async (): Promise<boolean> =>
    (await stock.ask('history:fetch', { conversation: short.id })).head?.first === 4;
  await until('retention has gone on', isShort, backMs);
  expect(await stock.ask('room:edit', { room: short.id, retentionMessages: 3 })).toMatchObject({ ok: true });

  // Killed and started again it has nothing to serve, and passes on.
  await old.kill('SIGKILL');
  await old.start();
  expect(readFileSync(old.log, 'utf8')).toContain('was moved to the cluster');
  await until('the stock client is back', isBack, backMs);

  // And back, while nothing runs.
  const all = await stock.ask('history:fetch', { conversation: crowd.rooms[0], limit: 100 });
  crowd.leave();
  await Promise.all([old.kill('SIGTERM'), node.kill('SIGTERM')]);
  const again = join(dir, 'again');
  const back = await run(scene.from, again);
  expect(back.said).toContain('which alone counts');
  expect(back.code).toBe(0);
  node.spawn();
  expect(await node.ends(backMs)).toBe(true);
  expect(readFileSync(node.log, 'utf8')).toContain('was moved away');
  const settings = { ...scene.settings, ROOKERY_DATA_DIR: again };
  home = serverProcess({ port: old.port, log: join(dir, 'home.log'), settings });
  await home.start();
  await until('the stock client is back', isBack, backMs);
  expect(await stock.ask('history:fetch', { conversation: crowd.rooms[0], limit: 100 })).toEqual(all);
}, 240_000);

test('[MOVE-1, MOVE-5, MOVE-9] with --files-to the bytes of files move too, those that are there once only: the node needs nothing of the old place; what 0.7.0 lost of them is mended', async () => {
  const files = join(dir, 'moved-files');
  const moving = await MovingScene.begin(join(dir, 'with-files'), redis, 'with-files', { filesOfNode: files });
  try {
    const owner = await guest(moving.old.url, 'owner');
    const { room } = await owner.ask('room:create', freshName('files'));
    const headers = { authorization: `Bearer ${owner.token}` };
    const upload = async (name: string, body: string): Promise<string | undefined> => {
      const answer = await fetch(`${moving.old.url}/api/v1/files?name=${name}`, { method: 'POST', headers, body });
      return ((await answer.json()) as { file?: { id: string } }).file?.id;
    };
    /** As a client does while the store is closed: again. */
    const send = async (name: string, bytes: string): Promise<void> => {
      let id: string | undefined;
      const isKept = async (): Promise<boolean> => (id ??= await upload(name, bytes)) !== undefined;
      await until('it is uploaded', isKept, backMs);
      const sent = { room: room.id, files: [id], clientId: name.replace('.', '-') };
      const isSent = async (): Promise<boolean> => (await owner.ask('message:room', sent)).ok;
      await until('it is sent', isSent, backMs);
    };
    const to = [...moving.to, '--files-to', files];
    await send('early.txt', 'there before');
    const killed = moving.migrate(to);
    await killed.says('Copied 1 file');
    killed.kill();
    await killed.ended;
    await send('late.txt', 'came meanwhile');
    const { messages } = await owner.ask('history:fetch', { conversation: room.id });
    moving.node.spawn();
    const { code, said } = await moving.migrate(to).ended;
    expect(said).toContain(`Copied 1 file (${'came meanwhile'.length} bytes) while the server serves.`);
    expect(said).toContain('is the server now');
    expect(code).toBe(0);
    await moving.old.kill('SIGTERM');
    rmSync(moving.settings['ROOKERY_FILES'] ?? expect.unreachable(), { recursive: true });
    const read = async (message: number) => {
      const answer = await fetch(`${moving.node.url}/api/v1/files/${messages[message].files[0].id}`, { headers });
      return [answer.status, answer.ok ? await answer.text() : ''];
    };
    const whole = [
      [200, 'there before'],
      [200, 'came meanwhile'],
    ];
    expect([await read(0), await read(1)]).toEqual(whole);
    // As 0.7.0 moved them. [MOVE-9]
    const place = `with-files/{${owner.me['id']}}:ff`;
    const ids = [messages[0], messages[1]].map(({ files: [file] }) => file.id as string);
    expect(await (await redis.masterOf(place)).call('HDEL', place, ...ids)).toBe(2);
    expect([await read(0), await read(1)]).toEqual([
      [404, ''],
      [404, ''],
    ]);
    expect(await moving.admin('repair-files')).toEqual([
      0,
      'Messages hold 2 files: 2 were not found, and are found now.\n',
    ]);
    expect([await read(0), await read(1)]).toEqual(whole);
    expect(await moving.admin('repair-files')).toEqual([0, 'Messages hold 2 files: all of them are found.\n']);
  } finally {
    await moving.end();
  }
}, 120_000);
