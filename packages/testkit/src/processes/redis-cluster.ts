import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { until } from '../waiting/until.ts';
import { isMaster, readClusterNodes, serves } from './cluster-view.ts';
import type { SeenNode } from './cluster-view.ts';
import { redisNode } from './redis-node.ts';
import type { RedisNode } from './redis-node.ts';

export type RedisRole = 'redis-master' | 'redis-replica';

export type RedisClusterOptions = {
  readonly dir: string;
  readonly masters?: number;
  /** Replicas of each master. */
  readonly replicas?: number;
  readonly nodeTimeoutMs?: number;
  /** Further lines of redis.conf, as arguments: `['--requirepass', 'x']`. */
  readonly extra?: readonly string[];
  readonly password?: string;
  /** The port by which all others reach a node (clients and its replicas; not the cluster bus), should something lie between them. */
  readonly hop?: (name: string, port: number) => Promise<number>;
  /** Before a node starts for the first time: what its data lie on, say. */
  readonly prepare?: (name: string, directory: string) => void;
};

const slotCount = 16_384;
const meetingMs = 20_000;

/**
 * A real Redis Cluster of this machine's redis-server on 127.0.0.1, made by plain CLUSTER commands in a few seconds. Each node keeps an
 * append-only file.
 */
export async function startRedisCluster(options: RedisClusterOptions): Promise<RedisCluster> {
  const { masters = 3, replicas = 1 } = options;
  const ports = await freePorts(masters * (1 + replicas));
  const nodes = await Promise.all(ports.map((port, index) => newNode(`redis-${index + 1}`, port, options)));
  const cluster = new RedisCluster(nodes, options);
  try {
    await Promise.all(nodes.map((each) => each.start()));
    await form(nodes, masters);
    await cluster.healthy();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

export class RedisCluster {
  readonly #nodes: RedisNode[];
  readonly #options: RedisClusterOptions;

  constructor(nodes: RedisNode[], options: RedisClusterOptions) {
    this.#nodes = nodes;
    this.#options = options;
  }

  /** Masters first, as they were created; roles change with failovers. */
  get nodes(): readonly RedisNode[] {
    return this.#nodes;
  }

  get addresses(): readonly string[] {
    return this.#nodes.map(({ address }) => address);
  }

  /** Who is what now, by address, as a node that answers sees it. */
  async roles(): Promise<ReadonlyMap<string, RedisRole>> {
    const seen = await this.#seen();
    return new Map(seen.map((node) => [node.address, isMaster(node) ? 'redis-master' : 'redis-replica']));
  }

  /** The node that serves the slot of `key` now. */
  async masterOf(key: string): Promise<RedisNode> {
    const slot = Number(await this.#anyRunning()?.call('CLUSTER', 'KEYSLOT', key));
    const found = (await this.#seen()).find(
      (node) => isMaster(node) && !node.flags.some((flag) => flag.startsWith('fail')) && serves(node, slot),
    );
    const master = this.#nodes.find(({ address }) => address === found?.address);
    if (!master) throw new Error(`no master serves the slot of ${key}`);
    return master;
  }

  async replicasOf(master: RedisNode): Promise<readonly RedisNode[]> {
    const seen = await this.#seen();
    const id = seen.find(({ address }) => address === master.address)?.id;
    const replicas = new Set(seen.filter((node) => node.master === id).map(({ address }) => address));
    return this.#nodes.filter(({ address }) => replicas.has(address));
  }

  /** Starts one more node, which everybody knows and which serves nothing yet; a replica of `of` if that is given. */
  async join(of?: RedisNode): Promise<RedisNode> {
    const known = this.#anyRunning();
    const joined = await newNode(`redis-${this.#nodes.length + 1}`, await freePort('redis'), this.#options);
    this.#nodes.push(joined);
    await joined.start();
    const count = (await this.#seen()).length + 1;
    await known?.call('CLUSTER', 'MEET', '127.0.0.1', joined.port);
    await patientUntil(`${joined.name} is known to all`, meetingMs, async () => {
      const running = this.#nodes.filter((each) => each.pid() !== null);
      const views = await Promise.all(
        running.map(async (each) => readClusterNodes(await each.call('CLUSTER', 'NODES'))),
      );
      return views.every((seen) => seen.length >= count && !seen.some(({ flags }) => flags.includes('handshake')));
    });
    if (of) await joined.call('CLUSTER', 'REPLICATE', String(await of.call('CLUSTER', 'MYID')));
    return joined;
  }

  /** Resolves when every slot is served, every master has its replicas in sync, and all nodes know who is which. */
  async healthy(deadlineMs = 20_000): Promise<void> {
    await patientUntil('the cluster is whole', deadlineMs, async () => {
      const states = await Promise.all(this.#nodes.map((each) => this.#isHealthy(each)));
      return states.every(Boolean) && (await this.#isAgreed());
    });
  }

  /** After a failover the others hear only a moment later that who was a master is none any more. */
  async #isAgreed(): Promise<boolean> {
    const told = await Promise.all(
      this.#nodes.map(async (node) => {
        const [seen, replication] = [await node.call('CLUSTER', 'NODES'), await node.call('INFO', 'replication')];
        return { node, seen: readClusterNodes(seen), isMaster: String(replication).includes('role:master') };
      }),
    );
    const roles = new Map(told.map(({ node, isMaster: own }) => [node.address, own]));
    return told.every(({ seen }) => seen.every((one) => (roles.get(one.address) ?? isMaster(one)) === isMaster(one)));
  }

  async #isHealthy(node: RedisNode): Promise<boolean> {
    const info = String(await node.call('CLUSTER', 'INFO'));
    if (!info.includes('cluster_state:ok') || !info.includes(`cluster_slots_ok:${slotCount}`)) return false;
    const replication = String(await node.call('INFO', 'replication'));
    if (!replication.includes('role:master')) return replication.includes('master_link_status:up') || this.#isBare;
    const hasReplica = /connected_slaves:[1-9]/.test(replication) && replication.includes('state=online');
    return hasReplica || /cluster_size:0/.test(info) || this.#isBare;
  }

  /** So few nodes that none has a replica. */
  get #isBare(): boolean {
    return this.#nodes.length < 4;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((each) => each.kill('SIGKILL')));
  }

  #anyRunning(): RedisNode | undefined {
    return this.#nodes.find((each) => each.pid() !== null);
  }

  /** As the first node sees it that answers. */
  async #seen(): Promise<readonly SeenNode[]> {
    for (const each of this.#nodes) {
      if (each.pid() === null) continue;
      try {
        return readClusterNodes(await each.call('CLUSTER', 'NODES'));
      } catch {
        // The next one may answer.
      }
    }
    throw new Error('no Redis node answers');
  }
}

async function newNode(name: string, port: number, options: RedisClusterOptions): Promise<RedisNode> {
  const { dir, nodeTimeoutMs = 3_000, password, extra = [] } = options;
  const announcedPort = (await options.hop?.(name, port)) ?? port;
  const made = redisNode({
    ...{ name, dir, port, announcedPort, nodeTimeoutMs, extra },
    ...(password === undefined ? {} : { password }),
  });
  options.prepare?.(name, join(dir, name));
  return made;
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort('redis'));
  return [...ports];
}

/** Gives each master its share of the slots, makes all known to each other, and the rest replicas. */
async function form(nodes: readonly RedisNode[], masters: number): Promise<void> {
  await Promise.all(
    nodes.slice(0, masters).map((each, index) => {
      const from = Math.round((index * slotCount) / masters);
      const to = Math.round(((index + 1) * slotCount) / masters) - 1;
      return each.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    }),
  );
  await Promise.all(nodes.map((each, index) => each.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)));
  // Everybody meets everybody: gossip alone takes seconds.
  for (const each of nodes)
    for (const other of nodes) if (other !== each) await each.call('CLUSTER', 'MEET', '127.0.0.1', other.port);
  const ids = await Promise.all(nodes.map(async (each) => String(await each.call('CLUSTER', 'MYID'))));
  for (const [index, each] of nodes.entries()) {
    const master = ids[index % masters];
    if (index < masters || master === undefined) continue;
    await patientUntil(`${each.name} knows its master`, 10_000, async () => {
      await each.call('CLUSTER', 'REPLICATE', master);
      return true;
    });
  }
}

/** A node that does not answer, or says no, is asked again. */
const patientUntil = (what: string, deadlineMs: number, holds: () => Promise<boolean>): Promise<void> =>
  until(what, holds, deadlineMs, { everyMs: 50, isPassing: () => true });
