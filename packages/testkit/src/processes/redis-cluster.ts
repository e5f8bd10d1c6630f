import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../network/free-port.ts';

export type RedisRole = 'redis-master' | 'redis-replica';

export type RedisNode = {
  readonly name: string;
  readonly port: number;
  /** By which all others know it. */
  readonly address: string;
  readonly log: string;
  readonly directory: string;
  /** Null once it has ended. */
  pid(): number | null;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on its old port, with its old data. */
  restart(): Promise<void>;
  /** Sends one command over a connection of its own. */
  call(...command: readonly (string | number)[]): Promise<unknown>;
};

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

export type StartedCluster = {
  /** Masters first, as they were created; roles change with failovers. */
  readonly nodes: readonly RedisNode[];
  readonly addresses: readonly string[];
  /** Who is what now, by address, as a node that answers sees it. */
  roles(): Promise<ReadonlyMap<string, RedisRole>>;
  /** The node that serves the slot of `key` now. */
  masterOf(key: string): Promise<RedisNode>;
  replicasOf(master: RedisNode): Promise<readonly RedisNode[]>;
  /** Starts one more node, which everybody knows and which serves nothing yet; a replica of `of` if that is given. */
  join(of?: RedisNode): Promise<RedisNode>;
  /** Resolves when every slot is served and every master has its replicas in sync. */
  healthy(deadlineMs?: number): Promise<void>;
  stop(): Promise<void>;
};

const slots = 16_384;
/** Characters, of what a node said before it ended. */
const endOfLog = 1_500;

/**
 * A real Redis Cluster of this machine's redis-server on 127.0.0.1, made by plain CLUSTER commands in a few seconds. Keeps an append-only
 * file per node. The replica settings are those of deploy/redis: a replica out of touch for longer than
 * node-timeout × (factor 1) + ping 1 s (+ one node-timeout until the master counts as failed) is not elected.
 */
export async function startRedisCluster(options: RedisClusterOptions): Promise<StartedCluster> {
  const { masters = 3, replicas = 1, nodeTimeoutMs = 3_000 } = options;
  const ports = await freePorts(masters * (1 + replicas));
  const newNode = async (name: string, port: number): Promise<RedisNode> =>
    node(name, port, (await options.hop?.(name, port)) ?? port, { ...options, nodeTimeoutMs });
  const nodes = await Promise.all(ports.map((port, index) => newNode(`redis-${index + 1}`, port)));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((each) => each.kill('SIGKILL')));
  };
  try {
    await Promise.all(nodes.map((each) => each.restart()));
    await form(nodes, masters);
  } catch (error) {
    await stop();
    throw error;
  }
  const cluster = control(nodes, stop, async (): Promise<RedisNode> => {
    const joined = await newNode(`redis-${nodes.length + 1}`, await freePort('redis'));
    nodes.push(joined);
    await joined.restart();
    return joined;
  });
  try {
    await cluster.healthy();
  } catch (error) {
    await stop();
    throw error;
  }
  return cluster;
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort('redis'));
  return [...ports];
}

function node(
  name: string,
  port: number,
  announcedPort: number,
  options: RedisClusterOptions & { readonly nodeTimeoutMs: number },
): RedisNode {
  const directory = join(options.dir, name);
  const log = join(options.dir, `${name}.log`);
  mkdirSync(directory, { recursive: true });
  options.prepare?.(name, directory);
  let child: ChildProcess | null = null;
  let gone: Promise<void> = Promise.resolve();

  const start = async (): Promise<void> => {
    if (child) return;
    const output = openSync(log, 'a');
    const started = spawn('redis-server', redisArguments(port, announcedPort, directory, options), {
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child = started;
    let failure: Error | null = null;
    gone = new Promise((resolve) => {
      started.once('exit', () => {
        child = null;
        resolve();
      });
      started.once('error', (error) => {
        failure = error;
        child = null;
        resolve();
      });
    });
    await until(`${name} answers on port ${port} (see ${log})`, 10_000, async () => {
      if (failure)
        throw new FinalError(
          (failure as NodeJS.ErrnoException).code === 'ENOENT'
            ? 'redis-server is not installed: run apt-get install redis-server'
            : failure.message,
        );
      if (!child) throw new FinalError(`${name} ended at once: ${readFileSync(log, 'utf8').slice(-endOfLog)}`);
      return (await call('PING')) === 'PONG';
    });
  };

  const call = async (...command: readonly (string | number)[]): Promise<unknown> => {
    const client = new Redis({
      host: '127.0.0.1',
      port,
      ...(options.password === undefined ? {} : { password: options.password }),
      lazyConnect: true,
      enableReadyCheck: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: 1_000,
      commandTimeout: 3_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(String(command[0]), ...command.slice(1));
    } finally {
      client.disconnect();
    }
  };

  return {
    name,
    port,
    address: `127.0.0.1:${announcedPort}`,
    log,
    directory,
    pid: () => child?.pid ?? null,
    kill: async (signal) => {
      child?.kill(signal);
      // A stopped process takes no other signal but this.
      if (signal !== 'SIGKILL') child?.kill('SIGCONT');
      await gone;
    },
    signal: (signal) => void child?.kill(signal),
    restart: start,
    call,
  };
}

const redisArguments = (
  port: number,
  announcedPort: number,
  directory: string,
  { nodeTimeoutMs, password, extra = [] }: RedisClusterOptions & { readonly nodeTimeoutMs: number },
): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
  ...(announcedPort === port ? [] : ['--cluster-announce-port', String(announcedPort)]),
  ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
  // One shard without any node must not stop the others.
  ...[
    '--cluster-require-full-coverage',
    'no',
    '--cluster-replica-validity-factor',
    '1',
    '--repl-ping-replica-period',
    '1',
  ],
  ...['--cluster-allow-replica-migration', 'no'],
  ...['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0', '--daemonize', 'no'],
  // The window in which a replica that was away catches up without a full copy.
  ...['--repl-backlog-size', '16mb', '--busy-reply-threshold', '2000'],
  ...(password === undefined ? [] : ['--requirepass', password, '--masterauth', password]),
  ...extra,
];

async function form(nodes: readonly RedisNode[], masters: number): Promise<void> {
  const first = nodes[0];
  if (!first) return;
  await Promise.all(
    nodes.slice(0, masters).map((each, index) => {
      const from = Math.round((index * slots) / masters);
      return each.call('CLUSTER', 'ADDSLOTSRANGE', from, Math.round(((index + 1) * slots) / masters) - 1);
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
    await until(`${each.name} knows its master`, 10_000, async () => {
      await each.call('CLUSTER', 'REPLICATE', master);
      return true;
    });
  }
}

function control(
  nodes: readonly RedisNode[],
  stop: () => Promise<void>,
  startOne: () => Promise<RedisNode>,
): StartedCluster {
  const view = async (): Promise<string[][]> => {
    for (const each of nodes) {
      if (each.pid() === null) continue;
      try {
        const text = String(await each.call('CLUSTER', 'NODES'));
        return text
          .trim()
          .split('\n')
          .map((line) => line.split(' '));
      } catch {
        // The next one may answer.
      }
    }
    throw new Error('no Redis node answers');
  };
  const addressOf = (line: readonly string[]): string => (line[1] ?? '').split('@')[0] ?? '';
  return {
    nodes,
    addresses: nodes.map((each) => each.address),
    stop,
    join: async (of) => {
      const known = nodes.find((each) => each.pid() !== null);
      const joined = await startOne();
      const count = (await view()).length + 1;
      await known?.call('CLUSTER', 'MEET', '127.0.0.1', joined.port);
      await until(`${joined.name} is known to all`, 20_000, async () => {
        const views = await Promise.all(
          nodes.filter((each) => each.pid() !== null).map((each) => each.call('CLUSTER', 'NODES')),
        );
        return views.every((text) => {
          const lines = String(text).trim().split('\n');
          return lines.length >= count && !lines.some((line) => line.includes('handshake'));
        });
      });
      if (of) await joined.call('CLUSTER', 'REPLICATE', String(await of.call('CLUSTER', 'MYID')));
      return joined;
    },
    replicasOf: async (master) => {
      const lines = await view();
      const id = lines.find((line) => addressOf(line) === master.address)?.[0];
      return nodes.filter((each) => lines.some((line) => addressOf(line) === each.address && line[3] === id));
    },
    roles: async () =>
      new Map(
        (await view()).map((line) => [addressOf(line), line[2]?.includes('master') ? 'redis-master' : 'redis-replica']),
      ),
    masterOf: async (key) => {
      const asked = nodes.find((each) => each.pid() !== null);
      const slot = Number(await asked?.call('CLUSTER', 'KEYSLOT', key));
      const line = (await view()).find(
        (entry) =>
          entry[2]?.includes('master') &&
          !entry[2].includes('fail') &&
          entry.slice(8).some((range) => {
            const [from, to = from] = range.split('-').map(Number);
            return from !== undefined && to !== undefined && from <= slot && slot <= to;
          }),
      );
      const found = line && nodes.find((each) => each.address === addressOf(line));
      if (!found) throw new Error(`no master serves the slot of ${key}`);
      return found;
    },
    healthy: (deadlineMs = 20_000) =>
      until('the cluster is whole', deadlineMs, async () => {
        const states = await Promise.all(
          nodes.map(async (each) => {
            const info = String(await each.call('CLUSTER', 'INFO'));
            const replication = String(await each.call('INFO', 'replication'));
            const isMaster = replication.includes('role:master');
            const inSync = isMaster
              ? /connected_slaves:[1-9]/.test(replication) && replication.includes('state=online')
              : replication.includes('master_link_status:up');
            const isIdle = isMaster && /cluster_size:0/.test(info);
            return (
              info.includes('cluster_state:ok') &&
              info.includes('cluster_slots_ok:16384') &&
              (inSync || isIdle || nodes.length < 4)
            );
          }),
        );
        return states.every(Boolean);
      }),
  };
}

/** Ends the waiting at once. */
class FinalError extends Error {}

async function until(what: string, deadlineMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      if (error instanceof FinalError) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`, { cause: last });
    await pause(50);
  }
}
