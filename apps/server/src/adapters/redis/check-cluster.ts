import { Redis } from 'ioredis';
import { StartupError } from '../../domain/startup-error.ts';
import type { LinkOptions } from './link.ts';
import { within } from './topology.ts';

const answerMs = 3_000;
const oldestMajor = 7;

/** Longest time for which a replica out of touch may still be elected. */
export type CheckedCluster = { readonly electableMs: number };

/** Looks at the cluster before anything is served from it, and says in one sentence what is wrong and what to do. */
export async function checkCluster(nodes: readonly string[], options: LinkOptions): Promise<CheckedCluster> {
  let failure: unknown;
  for (const address of nodes) {
    try {
      return await within(check(address, options), answerMs);
    } catch (error) {
      if (error instanceof StartupError) throw error;
      failure = error;
    }
  }
  throw explain(nodes, options, failure);
}

async function check(address: string, options: LinkOptions): Promise<CheckedCluster> {
  const at = address.lastIndexOf(':');
  const redis = new Redis({
    ...options,
    host: address.slice(0, at),
    port: Number(address.slice(at + 1)),
    lazyConnect: true,
    // The older greeting says NOAUTH; the newer one just ends.
    protocol: 2,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: answerMs,
  });
  let lastError: unknown;
  redis.on('error', (error) => (lastError ??= error));
  try {
    await redis.connect();
    const info = String(await redis.call('INFO', 'server'));
    const version = /(?:valkey|redis)_version:(\S+)/.exec(info)?.[1] ?? '0';
    if (Number.parseInt(version, 10) < oldestMajor)
      throw new StartupError(`Redis at ${address} is version ${version}: Rookery needs 7.0 or newer, upgrade it.`);
    if (!String(await redis.call('INFO', 'cluster')).includes('cluster_enabled:1'))
      throw new StartupError(
        `Redis at ${address} is not a cluster: start it with cluster-enabled yes, or unset REDIS_NODES to use the embedded store.`,
      );
    checkReplicas(String(await redis.call('CLUSTER', 'NODES')));
    return { electableMs: await electableMs(redis) };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    // A refused password closes the connection: what was said before it closed says more.
    throw /closed/i.test(String(error)) ? (lastError ?? error) : error;
  } finally {
    redis.disconnect();
  }
}

/** A master whose replicas are only away may serve; one that never had any promises what it cannot keep. */
function checkReplicas(nodes: string): void {
  const lines = nodes
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const masters = lines.filter((line) => line[2]?.includes('master') && line.length > 8);
  if (masters.length === 0)
    throw new StartupError('The Redis Cluster serves no slots yet: create it with redis-cli --cluster create.');
  const bare = masters.filter((master) => !lines.some((line) => line[3] === master[0]));
  if (bare.length > 0 && bare.length === masters.length)
    throw new StartupError(
      'No master of the Redis Cluster has a replica, so nothing would have a second copy: add one to each, as redis-cli --cluster create --cluster-replicas 1 does.',
    );
}

async function electableMs(redis: Redis): Promise<number> {
  const read = async (name: string, fallback: number): Promise<number> => {
    try {
      const answer = await redis.call('CONFIG', 'GET', name);
      const value = Array.isArray(answer) ? Number(answer[1]) : Number.NaN;
      return Number.isFinite(value) ? value : fallback;
    } catch {
      // Managed services hide it: then what Redis does by default.
      return fallback;
    }
  };
  const nodeTimeoutMs = await read('cluster-node-timeout', 15_000);
  const factor = await read('cluster-replica-validity-factor', 10);
  const pingS = await read('repl-ping-replica-period', 10);
  // Factor 0 means that it always is.
  return factor === 0 ? Number.POSITIVE_INFINITY : nodeTimeoutMs * (1 + factor) + pingS * 1_000;
}

function explain(nodes: readonly string[], options: LinkOptions, failure: unknown): StartupError {
  const told = String(failure);
  const made = (sentence: string) => new StartupError(sentence, { cause: failure });
  if (/WRONGPASS|invalid (username|password)/i.test(told))
    return made('Redis refuses the password: set REDIS_PASSWORD (and REDIS_USERNAME) to what the cluster has.');
  if (/NOAUTH/i.test(told)) return made('Redis wants a password: set REDIS_PASSWORD.');
  if (/called without any password configured/i.test(told))
    return made('Redis has no password, but REDIS_PASSWORD is set: unset it.');
  if (/certificate|self-signed/i.test(told))
    return made(
      'The certificate of Redis is not trusted: set REDIS_TLS_CA to the file of the authority that signed it.',
    );
  if (options.tls && /SSL|EPROTO|wrong version|ECONNRESET|closed|socket disconnected|no answer/i.test(told))
    return made('Redis does not speak TLS on this port: set REDIS_TLS=off, or name its TLS port.');
  if (/ECONNRESET|closed/i.test(told) && !/ECONNREFUSED/.test(told))
    return made('Redis closed the connection at once: if the port speaks TLS, set REDIS_TLS=on.');
  return made(`None of the Redis nodes ${nodes.join(', ')} can be reached: check REDIS_NODES, and that they run.`);
}
