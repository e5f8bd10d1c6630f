import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import type { Config } from '../config/env.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { HistoryFigures, SealRules } from '../ports/history.ts';
import type { Store } from '../ports/store.ts';

/** Old messages: where they go, which ones, and who is told what happens. */
export type HistoryPlace = {
  readonly blobs: Blobs;
  readonly rules: SealRules;
  /** Of blocks that were read last. */
  readonly cacheBytes: number;
  readonly figures: HistoryFigures;
};

/**
 * The one place that picks adapters. The Redis client is loaded only where it is wanted. `waits`: also where that takes as long as `npm run migrate` does, which fills it.
 */
export async function openStore(
  config: Config,
  clock: Clock,
  log: Log,
  history: HistoryPlace | null = null,
  waits = false,
): Promise<Store> {
  if (!config.redis) return openEmbeddedStore({ dataDir: config.dataDir, clock, log });
  const { openRedisStore } = await import('../adapters/redis/open-store.ts');
  const { nodes, username, password, tls, prefix } = config.redis;
  const installation = { name: config.installation, dataDir: config.dataDir };
  return openRedisStore({
    ...{ nodes, username, password, tls, prefix, installation, node: config.nodeName, clock, log, waits },
    ...(history && { history }),
  });
}
