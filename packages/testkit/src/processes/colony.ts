import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isFree } from '../network/free-port.ts';
import { repositoryRoot } from '../repository-root.ts';
import { endLeftovers } from './leftovers.ts';
import { startNginx } from './nginx.ts';
import type { StartedNginx } from './nginx.ts';
import { startRedisCluster } from './redis-cluster.ts';
import type { RedisClusterOptions, RedisRole, StartedCluster } from './redis-cluster.ts';

const roundMs = 500;

/** What stands in cluster.json, for those who watch or kill processes from outside. */
export type ClusterProcess = {
  readonly name: string;
  readonly role: 'server' | RedisRole | 'nginx';
  readonly pid: number;
  readonly port: number;
  readonly log: string;
};

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
  readonly tell?: (line: string) => void;
  /** The script that the nodes run; left out: main.js of the normal build. */
  readonly main?: string;
  /** The port by which NGINX reaches a node, should something lie between them. */
  readonly hop?: (name: string, port: number) => Promise<number>;
  /** What lies before the Redis nodes, likewise, and beneath them. */
  readonly redis?: Pick<RedisClusterOptions, 'hop' | 'prepare'>;
};

export type ServerNode = {
  readonly name: string;
  readonly port: number;
  readonly log: string;
  pid(): number | null;
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
};

export type Colony = {
  readonly url: string;
  readonly redis: StartedCluster;
  readonly servers: readonly ServerNode[];
  readonly nginx: StartedNginx;
  /** Kills NGINX with all its workers and starts it anew after a pause. */
  restartNginx(pauseMs: number): Promise<void>;
  /** One node more, to which NGINX spreads new connections when this resolves. */
  addServer(): Promise<ServerNode>;
  stop(): Promise<void>;
};

/** 3 masters, 3 replicas, server nodes and NGINX, all real, all on 127.0.0.1. */
export async function startColony(options: ColonyOptions): Promise<Colony> {
  const { nodes = 2, restart = false, tell = () => undefined } = options;
  const file = join(options.dir, 'cluster.json');
  const dir = join(options.dir, 'cluster');
  const nginxDirectory = join(dir, 'nginx');
  rmSync(file, { force: true });
  const left = await endLeftovers(dir);
  if (left > 0) tell(`Ended ${left} processes that an earlier start left behind.`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const port = options.port ? options.port : await freePort();
  // NGINX would share it with another NGINX without a word.
  if (!(await isFree(port))) throw new Error(`Port ${port} is taken: choose another one with --port.`);
  const parts: { redis?: StartedCluster; servers: ServerNode[]; nginx?: StartedNginx } = { servers: [] };
  let round: NodeJS.Timeout | null = null;
  let isStopping = false;

  const stop = async (): Promise<void> => {
    isStopping = true;
    if (round) clearInterval(round);
    await writing;
    parts.nginx?.child.kill('SIGTERM');
    await Promise.all(parts.servers.map((server) => server.kill('SIGTERM')));
    await parts.redis?.stop();
    rmSync(file, { force: true });
  };

  const newServer = async (addresses: readonly string[]): Promise<ServerNode> => {
    const name = `n${parts.servers.length + 1}`;
    const own = { ...options.settings, ...options.settingsOf?.(name) };
    return serverNode(name, await freePort(), dir, addresses, port, own, options.main);
  };

  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> =>
    (writing = writing.then(() => writeFile(file, port, parts)).catch(() => undefined));

  try {
    tell('Starting 3 Redis masters and 3 replicas …');
    parts.redis = await startRedisCluster({
      dir: join(dir, 'redis'),
      extra: options.redisExtra ?? [],
      ...options.redis,
    });
    await write();
    tell(`Starting ${nodes} server ${nodes === 1 ? 'node' : 'nodes'} …`);
    for (let index = 1; index <= nodes; index += 1) parts.servers.push(await newServer(parts.redis.addresses));
    await Promise.all(parts.servers.map((server) => server.start()));
    await write();
    tell(`Starting NGINX on port ${port} …`);
    parts.nginx = startNginx({ dir: nginxDirectory, port, nodes: await behindHops(parts.servers, options) });
    await write();
    await answers(`http://127.0.0.1:${port}/readyz`, 15_000);
  } catch (error) {
    await stop();
    throw error;
  }
  const { redis, servers } = parts;
  const reviveNginx = async (): Promise<void> => {
    // Its workers outlive it, and would keep taking connections beside the new ones.
    await endLeftovers(nginxDirectory);
    if (!isStopping) parts.nginx = startNginx({ dir: nginxDirectory, port, nodes: await behindHops(servers, options) });
  };
  let reviving: Promise<void> | null = null;
  round = setInterval(() => {
    if (restart && !isStopping) {
      for (const server of servers) if (server.pid() === null) server.start().catch(() => undefined);
      for (const node of redis.nodes) if (node.pid() === null) node.restart().catch(() => undefined);
      if (parts.nginx && hasEnded(parts.nginx.child))
        reviving ??= reviveNginx()
          .catch(() => undefined)
          .finally(() => (reviving = null));
    }
    void write();
  }, roundMs);
  let stopped: Promise<void> | null = null;
  const addServer = async (): Promise<ServerNode> => {
    const server = await newServer(redis.addresses);
    await server.start();
    servers.push(server);
    parts.nginx?.serve(await behindHops(servers, options));
    return server;
  };
  const restartNginx = async (pauseMs: number): Promise<void> => {
    parts.nginx?.child.kill('SIGKILL');
    await endLeftovers(nginxDirectory);
    await pause(pauseMs);
    await reviveNginx();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    redis,
    servers,
    get nginx() {
      if (!parts.nginx) throw new Error('NGINX is not there');
      return parts.nginx;
    },
    restartNginx,
    addServer,
    stop: () => (stopped ??= stop()),
  };
}

const behindHops = (
  servers: readonly ServerNode[],
  { hop }: ColonyOptions,
): Promise<{ readonly name: string; readonly port: number }[]> =>
  Promise.all(servers.map(async ({ name, port }) => ({ name, port: hop ? await hop(name, port) : port })));

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function serverNode(
  name: string,
  port: number,
  dir: string,
  redis: readonly string[],
  publicPort: number,
  settings: Readonly<Record<string, string>>,
  main = join(repositoryRoot, 'apps/server/dist/main.js'),
): ServerNode {
  const log = join(dir, `${name}.log`);
  let child: ChildProcess | null = null;
  let gone: Promise<void> = Promise.resolve();
  return {
    name,
    port,
    log,
    pid: () => child?.pid ?? null,
    kill: async (signal) => {
      child?.kill(signal);
      await Promise.race([gone, pause(30_000, undefined, { ref: false })]);
    },
    start: async () => {
      if (child) return;
      const output = openSync(log, 'a');
      const started = spawn(process.execPath, ['--enable-source-maps', main], {
        env: {
          PATH: process.env['PATH'] ?? '',
          ROOKERY_LOG_LEVEL: 'warn',
          ROOKERY_ALLOWED_ORIGINS: `http://localhost:${publicPort},http://127.0.0.1:${publicPort}`,
          ...settings,
          PORT: String(port),
          HOST: '127.0.0.1',
          ROOKERY_NODE_NAME: name,
          ROOKERY_DATA_DIR: join(dir, name),
          REDIS_NODES: redis.join(','),
        },
        stdio: ['ignore', output, output],
      });
      closeSync(output);
      child = started;
      gone = new Promise((resolve) => {
        const end = (): void => {
          if (child === started) child = null;
          resolve();
        };
        started.once('exit', end);
        started.once('error', end);
      });
      await answers(`http://127.0.0.1:${port}/readyz`, 30_000, () => {
        if (!child) throw new Error(`${name} ended at once: see ${log}`);
      });
    },
  };
}

/** As others read it: whole at any moment. */
async function writeFile(
  file: string,
  port: number,
  {
    redis,
    servers,
    nginx,
  }: { readonly redis?: StartedCluster; readonly servers: readonly ServerNode[]; readonly nginx?: StartedNginx },
): Promise<void> {
  const roles = await redis?.roles().catch(() => new Map<string, RedisRole>());
  const processes: ClusterProcess[] = [];
  const add = (
    name: string,
    role: ClusterProcess['role'],
    pid: number | null | undefined,
    at: number,
    log: string,
  ): void => {
    if (typeof pid === 'number') processes.push({ name, role, pid, port: at, log });
  };
  for (const node of redis?.nodes ?? [])
    add(node.name, roles?.get(node.address) ?? 'redis-replica', node.pid(), node.port, node.log);
  for (const server of servers) add(server.name, 'server', server.pid(), server.port, server.log);
  if (nginx && !hasEnded(nginx.child)) add('nginx', 'nginx', nginx.child.pid, port, nginx.log);
  writeFileSync(`${file}.new`, `${JSON.stringify({ processes }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

async function answers(url: string, deadlineMs: number, check: () => void = () => undefined): Promise<void> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    check();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      if (response.ok) return;
    } catch {
      // Not yet.
    }
    if (Date.now() > end) throw new Error(`${url} did not answer 200 within ${deadlineMs / 1_000} s`);
    await pause(100);
  }
}
