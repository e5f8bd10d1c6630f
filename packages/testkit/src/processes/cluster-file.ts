import { renameSync, writeFileSync } from 'node:fs';
import type { Child } from './child.ts';
import type { Nginx } from './nginx.ts';
import type { RedisCluster, RedisRole } from './redis-cluster.ts';
import type { ServerProcess } from './server-process.ts';

/** What stands in cluster.json, for those who watch or kill processes from outside. */
export type ClusterProcess = {
  readonly name: string;
  readonly role: 'server' | RedisRole | 'nginx';
  readonly pid: number;
  readonly port: number;
  readonly log: string;
};

/** What has been started so far. */
export type ColonyParts = {
  redis?: RedisCluster;
  readonly servers: ServerProcess[];
  nginx?: Nginx;
};

/** Writes who runs now, with the roles as they are now. Whoever reads the file finds it whole at any moment. */
export async function writeClusterFile(
  file: string,
  port: number,
  { redis, servers, nginx }: ColonyParts,
): Promise<void> {
  const roles = await redis?.roles().catch(() => null);
  const processes: ClusterProcess[] = [];
  const list = (node: Child, role: ClusterProcess['role'], at: number): void => {
    const pid = node.pid();
    if (pid !== null) processes.push({ name: node.name, role, pid, port: at, log: node.log });
  };
  for (const node of redis?.nodes ?? []) list(node, roles?.get(node.address) ?? 'redis-replica', node.port);
  for (const server of servers) list(server, 'server', server.port);
  if (nginx) list(nginx, 'nginx', port);
  writeFileSync(`${file}.new`, `${JSON.stringify({ processes }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
