import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawClient } from '@rookery/testkit/counting-client';
import { freshName } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'rookery-heap-'));
const file = join(folder, 'heap');
let target: Target;
beforeAll(async () => {
  const probe = new URL('heap-probe.mjs', import.meta.url).href;
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off', NODE_OPTIONS: `--import ${probe}`, HEAP_PROBE_FILE: file });
});
afterAll(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What is in use after a collection. */
async function heapBytes(): Promise<number> {
  rmSync(file, { force: true });
  target.server.signal('SIGUSR2');
  await until('the probe has written', () => existsSync(file));
  return Number(readFileSync(file, 'utf8'));
}

async function enter(name: string, room: string): Promise<RawClient> {
  const client = new RawClient(Number(new URL(target.url).port), { received: 0, gaps: 0, bytes: 0, latencies: [] });
  await client.ready;
  expect(await client.ask('user:join', { username: name })).toContain('"ok":true');
  await client.ask('room:create', { name: room });
  expect(await client.ask('room:join', { room })).toContain('"ok":true');
  return client;
}

test('[OPS-17] a guest who is idle in a room costs the server little memory, and nothing when she has gone', async () => {
  const count = 1_000;
  const crowd = async (): Promise<RawClient[]> => {
    const prefix = freshName('p');
    const clients: RawClient[] = [];
    while (clients.length < count)
      clients.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, (_, at) => enter(`${prefix}${clients.length + at}`, 'the room')),
        )),
      );
    return clients;
  };
  const leave = async (clients: readonly RawClient[]): Promise<void> => {
    for (const client of clients) client.close();
    await until('all have gone', async () => {
      const metrics = await (await fetch(`${target.url}/metrics`)).text();
      return /^rookery_connections 0$/m.test(metrics);
    });
  };
  // Code is compiled and tables grow for the first crowd: that is not a connection's.
  await leave(await crowd());
  const before = await heapBytes();
  const clients = await crowd();
  const each = ((await heapBytes()) - before) / count;
  // 4.8 KiB when it was written; what Socket.IO keeps by itself is 12 (docs/adr/0011).
  expect(each).toBeLessThan(8 * 1_024);
  await leave(clients);
  expect(((await heapBytes()) - before) / count).toBeLessThan(1_024);
});
