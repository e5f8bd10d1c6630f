import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startColony } from '@rookery/testkit/colony';
import { MeasuredProcess } from '../measured-process.ts';
import type { Figure, Scenario } from './scenario.ts';
import { measureBusyThread } from './threads/busy-thread.ts';
import { measureReceipts } from './threads/receipts.ts';
import { measureRoomOfThreads } from './threads/room-of-threads.ts';

/** `urls`: two nodes, or one twice. */
async function measureAll(where: string, urls: readonly [string, string], quick: boolean): Promise<Figure[]> {
  const figures = [
    ...(await measureRoomOfThreads(urls, quick)),
    ...(await measureBusyThread(urls, quick)),
    ...(await measureReceipts(urls, quick)),
  ];
  return figures.map((figure) => ({ ...figure, name: `${where}: ${figure.name}` }));
}

export const threads: Scenario = {
  name: 'threads',
  about:
    'A room with 10,000 threads beside one with none, a thread in which much is said in a room of 200, and 100 people who all read at once: through sockets, on one embedded server and on two nodes over a Redis Cluster.',
  run: async (quick) => {
    const figures: Figure[] = [];
    const server = await MeasuredProcess.start('rookery');
    try {
      figures.push(...(await measureAll('embedded', [server.url, server.url], quick)));
    } finally {
      await server.stop();
    }
    const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const colony = await startColony({ dir, settings: { ROOKERY_RATE_LIMITS: 'off', ROOKERY_LOG_LEVEL: 'error' } });
    try {
      const [first = '', second = ''] = colony.servers.map(({ port }) => `http://127.0.0.1:${port}`);
      figures.push(...(await measureAll('cluster', [first, second], quick)));
    } finally {
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
    return figures;
  },
};
