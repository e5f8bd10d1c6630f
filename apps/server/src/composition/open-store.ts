import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import type { Config } from '../config/env.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Store } from '../ports/store.ts';

/** The one place that picks adapters. The Redis client is loaded only where it is wanted. */
export async function openStore(config: Config, clock: Clock, log: Log): Promise<Store> {
  if (!config.redis) return openEmbeddedStore({ dataDir: config.dataDir, clock, log });
  const { openRedisStore } = await import('../adapters/redis/open-store.ts');
  const { nodes, username, password, tls, prefix } = config.redis;
  const installation = { name: config.installation, dataDir: config.dataDir };
  return openRedisStore({ nodes, username, password, tls, prefix, installation, node: config.nodeName, clock, log });
}
