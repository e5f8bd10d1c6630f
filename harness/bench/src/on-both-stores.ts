import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { openRedisStore } from '@rookery/server/redis-store';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { Figure } from './scenarios/scenario.ts';

export type Store = Awaited<ReturnType<typeof openEmbeddedStore>>;
export const clock = { now: () => Date.now() };

/** The same at the port of each store, in this process: on SQLite in a directory that is empty, then on a Redis Cluster that is. */
export async function onBothStores(
  quick: boolean,
  measure: (name: string, store: Store, quick: boolean) => Promise<Figure[]>,
): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-stores-'));
  const figures: Figure[] = [];
  try {
    const embedded = await openEmbeddedStore({ dataDir: dir, clock, log: { error: () => undefined } });
    figures.push(...(await measure('SQLite', embedded, quick).finally(() => embedded.close())));
    const cluster = await startRedisCluster({ dir: join(dir, 'redis') });
    try {
      const store = await openRedisStore({ nodes: cluster.addresses, node: 'bench', clock });
      figures.push(...(await measure('Redis', store, quick).finally(() => store.close())));
    } finally {
      await cluster.stop();
    }
    return figures;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
