import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import type { Figure } from '../scenario.ts';
import { Visitor } from './visitor.ts';

const messages = 500;

/** One room with members on two nodes, in colonies of 2, 4 and 8: what a message costs the bus. */
export async function measureListeners(quick: boolean): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const nodes of quick ? [2, 4] : [2, 4, 8]) {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const colony = await startColony({ dir, nodes, settings: { ROOKERY_RATE_LIMITS: 'off' } });
    try {
      const [first, second] = await Promise.all(
        colony.servers.slice(0, 2).map(({ port }) => Visitor.arrive(`http://127.0.0.1:${port}`)),
      );
      if (!first || !second) throw new Error('this takes two nodes');
      const room = await first.createRoom('heard by two');
      await second.ask('room:join', { room });
      const heard = async (): Promise<number[]> =>
        Promise.all(
          colony.servers.map(async ({ port }) => {
            const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
            return Number(/^rookery_announcements_heard_total (\d+)/m.exec(text)?.[1] ?? Number.NaN);
          }),
        );
      const before = await heard();
      for (let sent = 0; sent < messages; sent += 50)
        await Promise.all(Array.from({ length: 50 }, () => first.ask('message:room', { room, content: 'x' })));
      await pause(500);
      const after = await heard();
      const each = after.map((count, index) => (count - (before[index] ?? 0)) / messages);
      const total = each.reduce((sum, count) => sum + count, 0);
      figures.push({
        name: `bus deliveries a message, ${nodes} nodes, members on 2`,
        value: total,
        unit: '',
        bar: '2',
        met: Math.abs(total - 2) < 0.05,
      });
      for (const visitor of [first, second]) visitor.leave();
    } finally {
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  }
  return figures;
}
