import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Scenario } from './scenario.ts';

const members = 100;
const pauseMs = 1_000;

/** One message a second, as the room would bring them: p50 of one append, waited for until it is on the disk. */
async function oneAppend(count: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-quiet-'));
  const store = await openEmbeddedStore({ dataDir, clock: { now: () => Date.now() }, log: { error: () => undefined } });
  try {
    const owner = await newUser(store);
    const room = await newRoom(store, owner);
    const times: number[] = [];
    for (let sent = 0; sent < count; sent += 1) {
      const startedAt = performance.now();
      await append(store, room.id, owner, { content: 'x'.repeat(100) });
      times.push(performance.now() - startedAt);
      await pause(pauseMs);
    }
    return quantile(times, 0.5);
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(which: 'rookery' | 'plain', seconds: number): Promise<readonly number[]> {
  const server = await MeasuredProcess.start(which);
  const rooms = ['the room'];
  // All of them take the time: a message is there when it has reached everyone.
  const crowd = await Crowd.connect(server.port, members, rooms, which, { sampleEvery: 1 });
  try {
    await crowd.run({ rooms, rate: 20, ms: 2_000, closed: false, bytes: 100 });
    return (await crowd.run({ rooms, rate: 1, ms: seconds * 1_000 + 500, closed: false, bytes: 100 })).latencies;
  } finally {
    crowd.stop();
    await server.stop();
  }
}

export const quiet100: Scenario = {
  name: 'quiet-100',
  about:
    'A room of 100, one message a second: from sending to receipt by each of them. Gathering must not delay the quiet.',
  run: async (quick) => {
    const seconds = quick ? 5 : 15;
    const plain = quantile(await measure('plain', seconds), 0.5);
    const own = await measure('rookery', seconds);
    const durable = await oneAppend(seconds);
    const p50 = quantile(own, 0.5);
    return [
      { name: 'plain Socket.IO p50', value: plain, unit: 'ms' },
      { name: 'one durable append p50, at the store’s port', value: durable, unit: 'ms' },
      {
        name: 'Rookery p50',
        value: p50,
        unit: 'ms',
        bar: `≤ ${(plain + durable).toFixed(2)}, their sum`,
        met: p50 <= plain + durable,
      },
      { name: 'Rookery p99', value: quantile(own, 0.99), unit: 'ms' },
    ];
  },
};
