import type { Opening } from '../../ports/opening.ts';
import { connect } from './connect.ts';
import type { RedisConnection } from './connect.ts';
import { redisOpening } from './opening.ts';

/** The mark alone, of a cluster in which no server need be. Throws `StartupError` with one plain sentence where it cannot be reached. */
export const openRedisOpening = async (connection: RedisConnection): Promise<Opening> =>
  redisOpening(await connect(connection));
