import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { FakeClock } from '@rookery/testkit/fake-clock';
import { portsOf } from '@rookery/testkit/ports-of';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import type { ServerProcess } from '@rookery/testkit/server-process';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { ToldRecord } from '../history.ts';
import { Archive } from './archive.ts';
import type { BlockPlace } from './history-faults.ts';
import type { Hop } from './network-faults.ts';
import { ownDirectory } from './own-directory.ts';
import { PageServer } from './page-server.ts';
import { SmallDisk } from './small-disk.ts';
import type { System } from './system.ts';
import { readTrace, traceEnvironment, tracedNode } from './trace.ts';

export const shards = 3;
const diskBytes = 256 * 1024 * 1024;
const slots = 16_384;

/** Three masters with a replica each, two nodes, NGINX; a piece of our network before NGINX and before each node. */
export class ClusterSystem implements System {
  readonly colony: Colony;
  readonly fronts: readonly TcpProxy[];
  /** Between NGINX and each node. */
  readonly hops: ReadonlyMap<string, TcpProxy>;
  /** Before each Redis node: all that servers and its replicas have to do with it goes through there, the cluster bus does not. */
  readonly redisHops: ReadonlyMap<string, TcpProxy>;
  readonly pages: PageServer;
  readonly pushes: PushServiceOfOurs;
  readonly #clocks: ReadonlyMap<string, FakeClock>;
  /** What the data of the Redis nodes lie on, where this user may mount. */
  readonly disks: ReadonlyMap<string, SmallDisk>;
  readonly directUrl: string;
  readonly setupFile: string;
  /** Where nodes put old messages. */
  readonly blocks: BlockPlace;
  readonly archive: Archive;
  readonly #dir: string;

  private constructor(
    colony: Colony,
    fronts: readonly TcpProxy[],
    between: Pick<ClusterSystem, 'hops' | 'redisHops' | 'pages' | 'pushes'>,
    clocks: ReadonlyMap<string, FakeClock>,
    disks: ReadonlyMap<string, SmallDisk>,
    blocks: BlockPlace,
    dir: string,
    build: string,
  ) {
    this.blocks = blocks;
    this.colony = colony;
    this.fronts = fronts;
    this.hops = between.hops;
    this.redisHops = between.redisHops;
    this.pages = between.pages;
    this.pushes = between.pushes;
    this.#clocks = clocks;
    this.disks = disks;
    this.directUrl = colony.url;
    this.setupFile = join(dir, 'cluster/n1/setup.url');
    this.#dir = dir;
    this.archive = new Archive(dir, build, () => ({
      REDIS_NODES: colony.redis.addresses.join(','),
      ROOKERY_FILES: join(dir, 'cluster/files'),
      ROOKERY_BLOCKS: blocks.directory,
    }));
  }

  static async start(fronts: number, server = join(repositoryRoot, 'apps/server/dist')): Promise<ClusterSystem> {
    const dir = ownDirectory();
    const pages = await PageServer.open();
    const pushes = await PushServiceOfOurs.start();
    const hops = new Map<string, TcpProxy>();
    const redisHops = new Map<string, TcpProxy>();
    const clocks = new Map<string, FakeClock>();
    const disks = new Map<string, SmallDisk>();
    const blocks = blockPlace(join(dir, 'history'));
    const through =
      (proxies: Map<string, TcpProxy>) =>
      async (name: string, port: number): Promise<number> => {
        const known = proxies.get(name) ?? (await TcpProxy.open(port));
        proxies.set(name, known);
        return known.port;
      };
    const colony = await startColony({
      dir,
      hop: through(hops),
      redis: {
        hop: through(redisHops),
        prepare: (name, directory) => {
          const disk = SmallDisk.inMemory(directory, diskBytes);
          if (disk) disks.set(name, disk);
        },
      },
      settingsOf: (name) => {
        const clock = new FakeClock(join(dir, `${name}.clock`));
        clocks.set(name, clock);
        return {
          ROOKERY_LINK_PREVIEWS: 'on',
          ROOKERY_OUTBOUND_ALLOW: `${pages.host},${pushes.host}`,
          ROOKERY_BLOCKS: blocks.directory,
          VERIFY_BLOCKS_CONTROL: blocks.control,
          ...clock.environment,
          ...traceEnvironment(server, join(dir, 'trace')),
        };
      },
      main: tracedNode,
    });
    const publicPort = Number(new URL(colony.url).port);
    const proxies = await Promise.all(Array.from({ length: fronts }, () => TcpProxy.open(publicPort)));
    return new ClusterSystem(colony, proxies, { hops, redisHops, pages, pushes }, clocks, disks, blocks, dir, server);
  }

  told(): readonly ToldRecord[] {
    return readTrace(join(this.#dir, 'trace'));
  }

  urlOf(front: number): string {
    const proxy = this.fronts[front % this.fronts.length];
    return proxy ? `http://127.0.0.1:${proxy.port}` : this.directUrl;
  }

  server(target: number): ServerProcess {
    const found = this.colony.servers[target % this.colony.servers.length];
    if (!found) throw new Error('there is no node');
    return found;
  }

  hop(target: number): Hop {
    return hopTo(this.server(target).name, this.hops);
  }

  async redisHop(target: number): Promise<Hop> {
    return hopTo((await this.master(target)).name, this.redisHops);
  }

  /** One node's own way to one master: all others have theirs. */
  async nodesWayToRedis(target: number): Promise<Hop> {
    const node = this.server(target);
    const { name, proxy } = await this.redisHop(Math.floor(target / this.colony.servers.length));
    return {
      name: `${node.name} and ${name}`,
      proxy,
      concerned: () => {
        const pid = node.pid();
        return pid === null ? new Set() : portsOf(pid);
      },
    };
  }

  clock(target: number): { name: string; clock: FakeClock } {
    const { name } = this.server(target);
    const clock = this.#clocks.get(name);
    if (!clock) throw new Error(`${name} has the machine's clock`);
    return { name, clock };
  }

  async describe(): Promise<string> {
    const said = await Promise.all(
      this.colony.servers.map(async ({ name, port }) => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) })
          .then((response) => response.text())
          .catch(String);
        return `${name} says ${answer}`;
      }),
    );
    return said.join(', ');
  }

  async loseNode(name: string): Promise<void> {
    await this.colony.servers.find((server) => server.name === name)?.kill('SIGKILL');
  }

  /** The master of one of the shards. */
  async master(target: number): Promise<RedisNode> {
    const roles = await this.colony.redis.roles();
    const masters = this.colony.redis.nodes.filter(
      (node) => !node.hasEnded && roles.get(node.address) === 'redis-master',
    );
    const found = masters[target % Math.max(1, Math.min(shards, masters.length))];
    if (!found) throw new Error('there is no master');
    return found;
  }

  async replica(target: number): Promise<RedisNode> {
    const master = await this.master(target);
    const [replica] = await this.colony.redis.replicasOf(master);
    if (!replica) throw new Error(`${master.name} has no replica`);
    return replica;
  }

  /** Resolves when a replica serves in the place of a master, or throws after 20 s. */
  async failedOver(from: RedisNode, to: RedisNode): Promise<void> {
    const giveUpAt = Date.now() + 20_000;
    for (;;) {
      const role = String(await to.call('INFO', 'replication').catch(() => ''));
      if (role.includes('role:master')) return;
      if (Date.now() > giveUpAt) throw new Error(`${to.name} did not take over from ${from.name} within 20 s`);
      await pause(100);
    }
  }

  /** Slots that a master serves, from a random place on. */
  async slotsOf(master: RedisNode, from: number, count: number): Promise<readonly number[]> {
    const own = new Set(await master.slots());
    const found: number[] = [];
    for (let step = 0; step < slots && found.length < count; step += 1) {
      const slot = (from * 16 + step) % slots;
      if (own.has(slot)) found.push(slot);
    }
    return found;
  }

  async whole(): Promise<void> {
    for (const node of this.colony.redis.nodes) if (node.pid() === null) await node.start();
    for (const server of this.colony.servers) if (server.pid() === null) await server.start();
    await this.colony.redis.healthy(40_000);
  }

  async stop(): Promise<void> {
    await this.archive.stop();
    await this.colony.stop();
    this.pages.close();
    await this.pushes.close();
    for (const proxy of [...this.fronts, ...this.hops.values(), ...this.redisHops.values()]) await proxy.close();
    for (const disk of this.disks.values()) disk.unmount();
    this.blocks.disk?.unmount();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Within the disk, so that it can be moved away. */
function blockPlace(directory: string): BlockPlace {
  mkdirSync(directory, { recursive: true });
  const disk = SmallDisk.inMemory(directory, diskBytes);
  const blocks = join(directory, 'blocks');
  mkdirSync(blocks);
  return { directory: blocks, disk, control: join(directory, 'control.json') };
}

function hopTo(name: string, hops: ReadonlyMap<string, TcpProxy>): Hop {
  const proxy = hops.get(name);
  if (!proxy) throw new Error(`there is no network before ${name}`);
  return { name, proxy };
}
