import { readFileSync } from 'node:fs';
import { checkCluster } from './check-cluster.ts';
import { installationKey } from './keys.ts';
import type { LinkOptions } from './link.ts';
import { list, number } from './reply.ts';
import { script } from './scripts.ts';
import { Shards } from './shards.ts';

export type RedisConnection = {
  readonly nodes: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly caFile: string } | null;
  /** Keeps these keys apart from those of other installations on the same Redis; left out: none. */
  readonly prefix?: string;
};

export const toLinkOptions = ({ username, password, tls }: RedisConnection): LinkOptions => ({
  ...(username ? { username } : {}),
  ...(password ? { password } : {}),
  ...(tls ? { tls: tls.caFile ? { ca: readFileSync(tls.caFile) } : {} } : {}),
});

/** The masters of a cluster, for a command that is no node. Throws `StartupError` with one plain sentence where it cannot. */
export async function connect(connection: RedisConnection): Promise<Shards> {
  const link = toLinkOptions(connection);
  const found = await checkCluster(connection.nodes, link);
  const shards = new Shards(connection.nodes, link, connection.prefix ? `${connection.prefix}/` : '');
  shards.topology.electableMs = found.electableMs;
  await shards.topology.refresh();
  try {
    const reply = await shards.run({ script: script('read-hash'), keys: [installationKey], args: ['level'] });
    shards.raiseLevel(number(list(reply)[0]));
  } catch (error) {
    shards.close();
    throw error;
  }
  return shards;
}
