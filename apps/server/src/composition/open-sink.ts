import { openEmbeddedSink } from '../adapters/embedded/store-sink.ts';
import type { Config } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import type { StoreSink } from '../ports/store-sink.ts';

/** What is written: the store that the settings name, in which nothing is. `name` says what it is, should it not come to its end. */
export async function openSink(config: Pick<Config, 'dataDir' | 'redis'>, name: string): Promise<StoreSink> {
  if (!config.redis) return openEmbeddedSink(config.dataDir, name, systemClock);
  return (await import('../adapters/redis/store-sink.ts')).openRedisSink(config.redis, name, systemClock);
}
