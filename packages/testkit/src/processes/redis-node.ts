import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Child } from './child.ts';
import { readClusterNodes } from './cluster-view.ts';

/** One Redis process of a cluster. Started again it has its old port and its old data. */
export type RedisNode = Child & {
  readonly port: number;
  /** By which all others know it. */
  readonly address: string;
  readonly directory: string;
  readonly password: string | undefined;
  /** Sends one command over a connection of its own. */
  call(...command: readonly (string | number)[]): Promise<unknown>;
  /** Work over a connection of its own. */
  connected<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  /** The slots that it serves by its own account, in order. */
  slots(): Promise<readonly number[]>;
};

export type RedisNodeOptions = {
  readonly name: string;
  /** Of the whole cluster: the node's data and log lie in there under its name. */
  readonly dir: string;
  readonly port: number;
  /** By which all others are to reach it (not the cluster bus). */
  readonly announcedPort: number;
  readonly nodeTimeoutMs: number;
  readonly password?: string;
  /** Further lines of redis.conf, as arguments: `['--requirepass', 'x']`. */
  readonly extra?: readonly string[];
};

/** Does not start it yet. */
export function redisNode(options: RedisNodeOptions): RedisNode {
  const { name, dir, port, announcedPort, password } = options;
  const directory = join(dir, name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // A password in the arguments could be read by every user of the machine. Not in the node's own directory: a disk may be mounted over it.
  const secrets = join(dir, `${name}.conf`);
  if (password !== undefined)
    writeFileSync(secrets, `requirepass ${password}\nmasterauth ${password}\n`, { mode: 0o600 });
  const connected = <T>(work: (redis: Redis) => Promise<T>): Promise<T> => connectedOnce(port, password, work);
  const call = (...[command, ...args]: readonly (string | number)[]): Promise<unknown> =>
    connected((redis) => redis.call(String(command), ...args));
  const child = new Child({
    name,
    command: ['redis-server', ...(password === undefined ? [] : [secrets]), ...redisArguments(options, directory)],
    remedy: ': run apt-get install redis-server',
    log: join(dir, `${name}.log`),
    isReady: () =>
      call('PING').then(
        (answer) => answer === 'PONG',
        () => false,
      ),
  });
  return Object.assign(child, {
    port,
    address: `127.0.0.1:${announcedPort}`,
    directory,
    password,
    call,
    connected,
    slots: async () => {
      const own = readClusterNodes(await call('CLUSTER', 'NODES')).find(({ flags }) => flags.includes('myself'));
      return (own?.ranges ?? []).flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, step) => from + step),
      );
    },
  });
}

async function connectedOnce<T>(
  port: number,
  password: string | undefined,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    ...(password === undefined ? {} : { password }),
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
    return await work(client);
  } finally {
    client.disconnect();
  }
}

/**
 * The replica settings are those of deploy/redis: a replica out of touch for longer than node-timeout × (factor 1) + ping 1 s
 * (+ one node-timeout until the master counts as failed) is not elected.
 */
const redisArguments = (
  { port, announcedPort, nodeTimeoutMs, extra = [] }: RedisNodeOptions,
  directory: string,
): string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
  ...(announcedPort === port ? [] : ['--cluster-announce-port', String(announcedPort)]),
  ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
  // One shard without any node must not stop the others.
  ...['--cluster-require-full-coverage', 'no'],
  ...['--cluster-replica-validity-factor', '1', '--repl-ping-replica-period', '1'],
  ...['--cluster-allow-replica-migration', 'no'],
  ...['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0', '--daemonize', 'no'],
  // The window in which a replica that was away catches up without a full copy.
  ...['--repl-backlog-size', '16mb', '--busy-reply-threshold', '2000'],
  ...extra,
];
