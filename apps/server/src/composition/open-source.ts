import { openEmbeddedSource } from '../adapters/embedded/store-source.ts';
import type { Config } from '../config/env.ts';
import type { StoreSource } from '../ports/store-source.ts';
import { openBlocks } from './open-history.ts';

/** What is read: the store that the settings name with its old messages in blocks, whether servers run on it or not. */
export async function openSource(config: Pick<Config, 'dataDir' | 'redis' | 'history'>): Promise<StoreSource> {
  if (!config.redis) return openEmbeddedSource(config.dataDir);
  const { openRedisSource } = await import('../adapters/redis/store-source.ts');
  const blocks = config.history ? await openBlocks(config.history.place) : undefined;
  const source = await openRedisSource({ ...config.redis, ...(blocks && { blocks }) });
  return {
    ...source,
    close: async () => {
      await source.close();
      blocks?.close();
    },
  };
}
