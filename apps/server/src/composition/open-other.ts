import type { RedisConfig } from '../config/env.ts';
import type { Opening } from '../ports/opening.ts';

/** The mark of a Redis. The Redis client is loaded with it. */
export async function openOther(
  { nodes, username, prefix, tls }: Omit<RedisConfig, 'password'>,
  password: string,
): Promise<Opening> {
  const { openRedisOpening } = await import('../adapters/redis/open-opening.ts');
  return openRedisOpening({ nodes, username, password, tls, prefix });
}
