import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startColony } from '../../tools/cluster/start-cluster.ts';
import type { ClusterProcess, Colony } from '../../tools/cluster/start-cluster.ts';
import { Person } from '../behaviour/person.ts';
import type { Answer } from '../behaviour/person.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-colony-'));
let colony: Colony;

beforeAll(async () => {
  colony = await startColony({ dir });
}, 60_000);
afterAll(async () => {
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const urlOf = (node: number): string => `http://127.0.0.1:${colony.servers[node]?.port}`;
const name = (stem: string): string => `${stem}.${randomUUID().slice(0, 8)}`;

async function arrive(url: string, stem: string): Promise<Person> {
  const person = new Person(url);
  const joined = await person.ask('user:join', { username: name(stem) });
  expect(joined).toMatchObject({ ok: true });
  // On the way back it is the same user.
  person.socket.auth = { token: joined['session'].token };
  return person;
}

async function until(what: string, holds: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    if (await holds().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`It never came true that ${what}.`);
    await pause(100);
  }
}

/** People who write to rooms through NGINX until told to stop. Checks, after that, that all that was acked is there once. */
async function traffic() {
  const people = await Promise.all(Array.from({ length: 8 }, (_, index) => arrive(colony.url, `w${index}`)));
  const [first] = people;
  if (!first) throw new Error('nobody writes');
  const rooms: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    const made = await first.ask('room:create', { name: name('room') });
    rooms.push(made['room'].id as string);
    for (const person of people)
      expect(await person.ask('room:join', { room: rooms[index] })).toMatchObject({ ok: true });
  }
  const acked = new Map<string, string>();
  let isOver = false;
  let hung = 0;
  const send = async (person: Person, room: string): Promise<void> => {
    const clientId = randomUUID();
    for (;;) {
      const askedAt = Date.now();
      const answer: Answer | null = await person
        .ask('message:room', { room, content: 'x', clientId })
        .catch(() => null);
      // Without an answer: the connection was lost under it, which is no fault; an open one that says nothing is.
      if (!answer && person.socket.connected && Date.now() - askedAt > 10_500) hung += 1;
      if (answer?.ok) {
        acked.set(clientId, room);
        return;
      }
      if (answer && !['unavailable', 'rate_limited', 'unauthorized'].includes(String(answer['error'].code)))
        throw new Error(`unexpected: ${JSON.stringify(answer['error'])}`);
      await pause(300);
    }
  };
  const loops = people.map(async (person, index) => {
    for (let turn = index; !isOver; turn += 1) {
      await send(person, rooms[turn % rooms.length] ?? '');
      await pause(100);
    }
  });
  return {
    people,
    rooms,
    finish: async (): Promise<void> => {
      isOver = true;
      await Promise.all(loops);
      const reader = await arrive(colony.url, 'reader');
      for (const room of rooms) {
        await reader.ask('room:join', { room });
        const messages: Answer[] = [];
        for (let after = 0; ;) {
          const page = await reader.ask('history:fetch', { room, after, limit: 100 });
          expect(page).toMatchObject({ ok: true });
          messages.push(...(page['messages'] as Answer[]));
          if (!page['hasMore']) break;
          after = messages.at(-1)?.['seq'] as number;
        }
        expect(messages.map((message) => message['seq'])).toEqual(messages.map((_, index) => index + 1));
        const ids = messages.map((message) => message['clientId'] as string);
        expect(new Set(ids).size).toBe(ids.length);
        for (const [clientId, where] of acked) if (where === room) expect(ids).toContain(clientId);
      }
      const inbox = await first.ask('inbox:list');
      for (const entry of inbox['entries'] as Answer[]) expect(entry['unread']).toBe(entry['head'].seq - entry['read']);
      expect(hung).toBe(0);
      expect(acked.size).toBeGreaterThan(50);
      for (const person of [...people, reader]) person.socket.close();
    },
  };
}

describe('a colony of two nodes', () => {
  test('[CLU-5] rooms, private messages, sessions and presence go across nodes', async () => {
    const [alice, bob] = [await arrive(urlOf(0), 'alice'), await arrive(urlOf(1), 'bob')];
    const made = await alice.ask('room:create', { name: name('across') });
    await bob.ask('room:join', { room: made['room'].id });
    const sent = await alice.ask('message:room', { room: made['room'].id, content: 'hello' });
    expect(sent).toMatchObject({ ok: true, seq: 1, duplicate: false });
    expect(sent['degraded']).toBeUndefined();
    await bob.hears('message:receive', (message) => message['id'] === sent['id']);
    const token = (alice.socket.auth as { token: string }).token;
    const elsewhere = new Person(urlOf(1), { token });
    const me = await elsewhere.hears('server:hello');
    const watched = await bob.ask('presence:watch', { users: [me['user'].id] });
    expect(watched['states'][0]).toMatchObject({ online: true });
    alice.socket.close();
    elsewhere.socket.close();
    await bob.hears('presence:update', (update) =>
      (update['changes'] as Answer[]).some((change) => change['user'] === me['user'].id && change['online'] === false),
    );
    bob.socket.close();
  });

  test('[CLU-5] cluster.json names every process', () => {
    const { processes } = JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as {
      processes: ClusterProcess[];
    };
    const count = (role: string): number => processes.filter((process) => process.role === role).length;
    expect([count('redis-master'), count('redis-replica'), count('server'), count('nginx')]).toEqual([3, 3, 2, 1]);
  });

  test('[CLU-5] a killed node loses nothing, and its users go offline', async () => {
    const watcher = await arrive(urlOf(1), 'watcher');
    const ghost = await arrive(urlOf(0), 'ghost');
    const token = (ghost.socket.auth as { token: string }).token;
    const hello = await ghost.hears('server:hello');
    expect(hello).toBeTruthy();
    const known = new Person(urlOf(1), { token });
    const { user } = await known.hears('server:hello');
    known.socket.close();
    const running = await traffic();
    await pause(1_000);
    await watcher.ask('presence:watch', { users: [user.id] });
    ghost.socket.io.reconnection(false);
    await colony.servers[0]?.kill('SIGKILL');
    await until(
      'the ghost is offline',
      async () => {
        const watched = await watcher.ask('presence:watch', { users: [user.id] });
        return watched['states'][0].online === false;
      },
      20_000,
    );
    await colony.servers[0]?.start();
    await running.finish();
    watcher.socket.close();
  }, 120_000);

  test('[CLU-5] every node and every Redis process restarted in turn', async () => {
    const running = await traffic();
    for (const server of colony.servers) {
      await server.kill('SIGTERM');
      await server.start();
    }
    for (const node of colony.redis.nodes) {
      const roles = await colony.redis.roles();
      if (roles.get(node.address) === 'redis-master')
        for (const other of colony.redis.nodes) {
          const info = String(await other.call('INFO', 'replication'));
          if (info.includes('role:slave') && info.includes(`master_port:${node.port}`))
            await other.call('CLUSTER', 'FAILOVER');
        }
      await until(
        'it is no master',
        async () => (await colony.redis.roles()).get(node.address) === 'redis-replica',
        15_000,
      );
      await node.kill('SIGTERM');
      await node.restart();
      await colony.redis.healthy(30_000);
    }
    await running.finish();
  }, 170_000);

  test('[CLU-5, CLU-2] a killed master', async () => {
    const running = await traffic();
    const master = await colony.redis.masterOf(`{${running.rooms[0]}}`);
    await master.kill('SIGKILL');
    await pause(10_000);
    await master.restart();
    await colony.redis.healthy(30_000);
    await running.finish();
  }, 120_000);

  test.each([
    ['WebSocket', 'websocket', ['classic', 'messages', 'rooms', 'sessions', 'bad-input', 'wire', 'inbox']],
    ['long-polling', 'polling', ['messages', 'sessions']],
  ])(
    '[CLU-5] the behaviour of one server is that of two nodes behind NGINX, over %s',
    async (_name, transport, files) => {
      const child = spawn('npx', ['vitest', 'run', '--project', 'behaviour', '--reporter=dot', ...files], {
        env: { ...process.env, ROOKERY_TEST_URL: colony.url, ROOKERY_TEST_TRANSPORT: transport },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stdout.on('data', (data: Buffer) => (said += data.toString()));
      child.stderr.on('data', (data: Buffer) => (said += data.toString()));
      const code = await new Promise((resolve) => child.once('exit', resolve));
      expect(code, said.slice(-4_000)).toBe(0);
    },
    170_000,
  );
});
