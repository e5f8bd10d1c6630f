import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../harness/verify/src/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'rookery-target-'));
let colony: Colony;

beforeAll(async () => {
  colony = await startColony({ dir });
}, 90_000);
afterEach(everyoneLeaves);
afterAll(async () => {
  await colony?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** What an operator starts, and reads. */
class Look {
  readonly report: string;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(name: string, url: string) {
    this.report = join(dir, name);
    const child = spawn(process.execPath, [main, '--target', url, '--minutes', '0.2', '--report', this.report], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (this.output += String(data)));
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** What it puts behind its names. */
  async suffix(): Promise<string> {
    for (;;) {
      const found = /guests are p0\.(\w+)/.exec(this.output)?.[1];
      if (found !== undefined) return found;
      await Promise.race([pause(50), this.ended.then(() => Promise.reject(new Error(this.output)))]);
    }
  }

  get totals(): { readonly acked: number; readonly violations: number } {
    const report = JSON.parse(readFileSync(join(this.report, 'report.json'), 'utf8')) as {
      totals: { acked: number; violations: number };
    };
    return report.totals;
  }
}

test('[VER-5] a look at a deployment survives its kills, failovers and reloads', async () => {
  const look = new Look('healthy', colony.url);
  await look.suffix();
  await pause(2_000);
  await colony.servers[0]?.kill('SIGKILL');
  await colony.servers[0]?.start();
  const master = await colony.redis.masterOf('{r_any}');
  const [replica] = await colony.redis.replicasOf(master);
  await replica?.call('CLUSTER', 'FAILOVER');
  await colony.nginx.reload();
  expect([await look.ended, look.output]).toEqual([0, expect.stringContaining('1 runs, 0 violations')]);
  expect(look.totals).toMatchObject({ violations: 0 });
  expect(look.totals.acked).toBeGreaterThan(20);
});

test('[VER-5] a look at a deployment that loses what it acknowledged fails, with a story', async () => {
  const look = new Look('lossy', colony.url);
  const suffix = await look.suffix();
  const watcher = await guest(colony.url, 'watcher');
  let room: string | undefined;
  while (room === undefined) {
    await pause(100);
    const { rooms } = await watcher.askPatiently('rooms:list', { query: `room0.${suffix}` });
    room = (rooms as { readonly id: string }[])[0]?.id;
  }
  await pause(5_000);
  // The log goes, and the room's head still says that it is there.
  const master = await colony.redis.masterOf(`{${room}}`);
  const removed = Number(await master.call('XTRIM', `{${room}}:l`, 'MAXLEN', '=', 1));
  expect(removed).toBeGreaterThan(0);
  expect([await look.ended, look.output]).toEqual([1, expect.stringMatching(/✗ .*the public room0 .* UTC/)]);
});

test('[VER-5] where no Rookery answers, a look says so and ends', async () => {
  const look = new Look('nobody', 'http://127.0.0.1:9');
  expect([await look.ended, look.output]).toEqual([1, expect.stringContaining('There is no Rookery at')]);
});
