import type { RedisCluster } from './redis-cluster.ts';
import type { RedisNode } from './redis-node.ts';

type KeptKey = { readonly key: string; readonly ttlMs: number; readonly dump: string };

/** Every key of a small cluster that is at rest, with the life that it has left, as Redis' own DUMP writes it. */
export async function dumpCluster(cluster: RedisCluster): Promise<Buffer> {
  const roles = await cluster.roles();
  const masters = cluster.nodes.filter(({ address }) => roles.get(address) === 'redis-master');
  const keys: KeptKey[] = [];
  for (const master of masters)
    await master.connected(async (redis) => {
      let cursor = '0';
      do {
        const [next, found] = await redis.scan(cursor, 'COUNT', 1_000);
        cursor = next;
        for (const key of found) {
          const dump = await redis.dumpBuffer(key);
          if (dump) keys.push({ key, ttlMs: Math.max(0, await redis.pttl(key)), dump: dump.toString('base64') });
        }
      } while (cursor !== '0');
    });
  return Buffer.from(JSON.stringify(keys.sort((a, b) => (a.key < b.key ? -1 : 1))));
}

/** Tasks by when they are due, and somebody's uploads by when they end: sorted by a time of Redis' own clock, in ms. */
const isOfTimes = (key: string): boolean => key.startsWith('due:{') || key.endsWith('}:fe');

/**
 * Writes what `dumpCluster` kept into an empty cluster; lives go on from where they were. `keptAt`: when that was, in ms. What is due or ends by Redis' own clock,
 * which is not set back with the nodes', is so as long after now as it was after then.
 */
export async function restoreCluster(cluster: RedisCluster, data: Buffer, keptAt?: number): Promise<void> {
  const kept = JSON.parse(data.toString()) as readonly KeptKey[];
  const byMaster = new Map<RedisNode, KeptKey[]>();
  for (const row of kept) {
    const master = await cluster.masterOf(row.key);
    byMaster.set(master, [...(byMaster.get(master) ?? []), row]);
  }
  for (const [master, rows] of byMaster)
    await master.connected(async (redis) => {
      for (const { key, ttlMs, dump } of rows) {
        await redis.restore(key, ttlMs, Buffer.from(dump, 'base64'), 'REPLACE');
        if (keptAt === undefined || !isOfTimes(key)) continue;
        const by = Date.now() - keptAt;
        for (const member of await redis.zrangeBuffer(key, '0', '-1')) await redis.zincrby(key, by, member);
      }
    });
}
