import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isFree } from '../network/free-port.ts';
import { writeClusterFile } from './cluster-file.ts';
import type { ColonyParts } from './cluster-file.ts';
import { endLeftovers } from './leftovers.ts';
import { nginx } from './nginx.ts';
import type { Nginx } from './nginx.ts';
import { startRedisCluster } from './redis-cluster.ts';
import type { RedisCluster, RedisClusterOptions } from './redis-cluster.ts';
import { serverCommand, serverProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const roundMs = 500;
/** For a server that drains. */
const farewellMs = 30_000;

export type ColonyOptions = {
  /** cluster.json, and in cluster/ data and logs, which begin anew. */
  readonly dir: string;
  readonly nodes?: number;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Starts again what dies. */
  readonly restart?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  /** Of one node, by its name. */
  readonly settingsOf?: (node: string) => Readonly<Record<string, string>>;
  /** Further lines of redis.conf, as arguments. */
  readonly redisExtra?: readonly string[];
  readonly print?: (line: string) => void;
  /** The script that the nodes run; left out: main.js of the normal build. */
  readonly main?: string;
  /** The port by which NGINX reaches a node, should something lie between them. */
  readonly hop?: (name: string, port: number) => Promise<number>;
  /** What lies before the Redis nodes, likewise, and beneath them; and their password, which is then in cluster/redis-password too. */
  readonly redis?: Pick<RedisClusterOptions, 'hop' | 'prepare' | 'password'>;
};

/** 3 masters, 3 replicas, server nodes and NGINX, all real, all on 127.0.0.1. */
export async function startColony(options: ColonyOptions): Promise<Colony> {
  const { print = () => undefined } = options;
  rmSync(join(options.dir, 'cluster.json'), { force: true });
  const left = await endLeftovers(join(options.dir, 'cluster'));
  if (left > 0) print(`Ended ${left} processes that an earlier start left behind.`);
  const port = options.port ? options.port : await freePort();
  // NGINX would share it with another NGINX without a word.
  if (!(await isFree(port))) throw new Error(`Port ${port} is taken: choose another one with --port.`);
  const colony = new Colony(options, port);
  try {
    await colony.start(print);
  } catch (error) {
    await colony.stop();
    throw error;
  }
  return colony;
}

export class Colony {
  readonly url: string;
  readonly #options: ColonyOptions;
  readonly #port: number;
  readonly #dir: string;
  readonly #file: string;
  readonly #parts: ColonyParts = { servers: [] };
  #round: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isReviving = false;
  #stopping: Promise<void> | null = null;

  constructor(options: ColonyOptions, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#options = options;
    this.#port = port;
    this.#dir = join(options.dir, 'cluster');
    this.#file = join(options.dir, 'cluster.json');
    rmSync(this.#dir, { recursive: true, force: true });
    // What people write lies in there, and other users of the machine reach every port.
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const { password } = options.redis ?? {};
    if (password !== undefined) writeFileSync(join(this.#dir, 'redis-password'), password, { mode: 0o600 });
  }

  get redis(): RedisCluster {
    if (!this.#parts.redis) throw new Error('the Redis cluster is not there yet');
    return this.#parts.redis;
  }

  get servers(): readonly ServerProcess[] {
    return this.#parts.servers;
  }

  get nginx(): Nginx {
    if (!this.#parts.nginx) throw new Error('NGINX is not there yet');
    return this.#parts.nginx;
  }

  /** Once, by startColony. */
  async start(print: (line: string) => void): Promise<void> {
    const { nodes = 2, redisExtra = [], redis } = this.#options;
    print('Starting 3 Redis masters and 3 replicas …');
    this.#parts.redis = await startRedisCluster({
      dir: join(this.#dir, 'redis'),
      extra: redisExtra,
      ...redis,
    });
    await this.#write();
    print(`Starting ${nodes} server ${nodes === 1 ? 'node' : 'nodes'} …`);
    for (let index = 1; index <= nodes; index += 1) this.#parts.servers.push(await this.#newServer());
    await Promise.all(this.servers.map((server) => server.start()));
    await this.#write();
    print(`Starting NGINX on port ${this.#port} …`);
    const behind = await this.#behindHops();
    const basePath = (this.#options.settings?.['ROOKERY_BASE_PATH'] ?? '').replace(/\/$/, '');
    this.#parts.nginx = nginx({
      dir: this.#nginxDirectory,
      port: this.#port,
      nodes: behind,
      basePath,
      files: this.#files,
    });
    this.nginx.spawn();
    // Whoever hears from NGINX finds all of it in the file.
    await this.#write();
    await this.nginx.ready();
    this.#round = setInterval(() => this.#lookAround(), roundMs);
  }

  /** One node more, to which NGINX spreads new connections when this resolves. */
  async addServer(): Promise<ServerProcess> {
    const server = await this.#newServer();
    await server.start();
    this.#parts.servers.push(server);
    this.nginx.serve(await this.#behindHops());
    return server;
  }

  /** Kills NGINX with all its workers and starts it anew after a pause. */
  async restartNginx(pauseMs: number): Promise<void> {
    await this.nginx.kill('SIGKILL');
    await endLeftovers(this.#nginxDirectory);
    await pause(pauseMs);
    await this.#reviveNginx();
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    if (this.#round) clearInterval(this.#round);
    await this.#writing;
    this.#parts.nginx?.signal('SIGTERM');
    await Promise.all(
      this.servers.map(async (server) => {
        void server.kill('SIGTERM');
        if (!(await server.ends(farewellMs))) await server.kill('SIGKILL');
      }),
    );
    await this.#parts.redis?.stop();
    rmSync(this.#file, { force: true });
  }

  get #nginxDirectory(): string {
    return join(this.#dir, 'nginx');
  }

  /** Of all nodes. */
  get #files(): string {
    return join(this.#dir, 'files');
  }

  async #newServer(): Promise<ServerProcess> {
    const { settings, settingsOf, main, redis } = this.#options;
    const name = `n${this.servers.length + 1}`;
    return serverProcess({
      name,
      port: await freePort(),
      log: join(this.#dir, `${name}.log`),
      command: serverCommand(main),
      settings: {
        ROOKERY_ALLOWED_ORIGINS: `http://localhost:${this.#port},${this.url}`,
        ...(redis?.password === undefined ? {} : { REDIS_PASSWORD: redis.password }),
        ROOKERY_FILES: this.#files,
        ROOKERY_FILES_REDIRECT: '/rookery-files/',
        ...settings,
        ...settingsOf?.(name),
        ROOKERY_NODE_NAME: name,
        ROOKERY_DATA_DIR: join(this.#dir, name),
        REDIS_NODES: this.redis.addresses.join(','),
      },
    });
  }

  /** Name and port of each node, as NGINX is to reach it. */
  #behindHops(): Promise<{ readonly name: string; readonly port: number }[]> {
    const { hop } = this.#options;
    return Promise.all(
      this.servers.map(async ({ name, port }) => ({ name, port: hop ? await hop(name, port) : port })),
    );
  }

  /** Starts again what died, where that is wanted, and writes down who runs. */
  #lookAround(): void {
    if (this.#options.restart && !this.#stopping) {
      for (const each of [...this.servers, ...this.redis.nodes]) if (each.hasEnded) each.start().catch(() => undefined);
      if (this.nginx.hasEnded && !this.#isReviving) {
        this.#isReviving = true;
        void this.#reviveNginx()
          .catch(() => undefined)
          .finally(() => (this.#isReviving = false));
      }
    }
    void this.#write();
  }

  async #reviveNginx(): Promise<void> {
    // Its workers outlive it, and would keep taking connections beside the new ones.
    await endLeftovers(this.#nginxDirectory);
    if (!this.#stopping) this.nginx.spawn();
  }

  #write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => writeClusterFile(this.#file, this.#port, this.#parts))
      .catch(() => undefined);
    return this.#writing;
  }
}
