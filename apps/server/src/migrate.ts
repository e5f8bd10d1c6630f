import { parseArgs } from 'node:util';
import * as z from 'zod';
import { abortBack, migrateBack } from './composition/migrate-back.ts';
import { migrate, say } from './composition/migrate.ts';
import type { MigrateTo } from './composition/migrate.ts';
import type { NginxSwitch } from './composition/switch-nginx.ts';
import { readConfig } from './config/env.ts';
import type { Config } from './config/env.ts';
import { filesPlace } from './config/files-place.ts';
import { StartupError } from './domain/startup-error.ts';

const usage = `  npm run migrate -- --to REDIS_NODES --url URL: moves what a running server has, and its clients, to a cluster.
      --to      host:port,... of a Redis Cluster that is empty (REDIS_PASSWORD, REDIS_USERNAME, REDIS_TLS and ROOKERY_REDIS_PREFIX as its nodes have them)
      --url     where the cluster answers: its NGINX, or a node. Its nodes are started before, and wait.
      --nginx DIR --nodes NAME=HOST:PORT,...   switches the NGINX before both: writes upstream.conf and sid.conf in DIR
      --files-to PLACE   copies the bytes of files too: what ROOKERY_FILES is for the nodes
  npm run migrate -- --from REDIS_NODES: moves what is in a cluster, whose nodes are stopped, back into a directory that is empty (ROOKERY_DATA_DIR).
      --abort   gives that up: the nodes may be started again
  npm run migrate -- --status: what has become of it, and which side is whole.
  npm run migrate -- --abort: gives it up, unless it is done.
`;

const options = {
  to: { type: 'string' },
  from: { type: 'string' },
  url: { type: 'string' },
  nginx: { type: 'string' },
  nodes: { type: 'string' },
  'files-to': { type: 'string' },
  status: { type: 'boolean' },
  abort: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
type Values = { readonly [Name in keyof typeof options]?: string | boolean | undefined };

const wrong = (what: string): StartupError => new StartupError(`${what}\n${usage}`);
const write = (text: string): void => void process.stdout.write(text);

function configOf(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = readConfig(environment);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  return read.config;
}

/** The data directory's own settings: what says where the other one is, is none of them. */
function ownConfig(): Config {
  if (process.env['REDIS_NODES'])
    throw new StartupError('REDIS_NODES is set, so this server has no data directory to move: unset it.');
  const isOther = (name: string): boolean => /^(?:REDIS_|ROOKERY_REDIS_PREFIX$|ROOKERY_BLOCKS)/.test(name);
  return configOf(Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOther(name))));
}

function nginxOf({ nginx, nodes }: Values): NginxSwitch | null {
  if ((nginx === undefined) !== (nodes === undefined)) throw wrong('--nginx and --nodes need each other.');
  if (typeof nginx !== 'string' || typeof nodes !== 'string') return null;
  const named = nodes.split(',').map((node) => {
    const [, name, address] =
      /^([A-Za-z0-9-]{1,64})=([A-Za-z0-9.-]{1,255}:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5})$/.exec(node.trim()) ?? [];
    if (name === undefined || address === undefined)
      throw wrong(`--nodes: ${node.slice(0, 80)} is not NAME=HOST:PORT.`);
    return { name, address };
  });
  return { dir: nginx, nodes: named };
}

function targetOf(values: Values): MigrateTo {
  const { to, url } = values;
  if (typeof to !== 'string' || typeof url !== 'string') throw wrong('Say where to: --to and --url.');
  const { redis } = configOf({ ...process.env, REDIS_NODES: to });
  if (!redis) throw wrong('--to names no Redis nodes.');
  const address = z.safeParse(z.url({ protocol: /^https?$/ }), url);
  if (!address.success) throw wrong('--url is no address such as http://10.0.0.5:8080.');
  const filesTo = values['files-to'] === undefined ? null : z.safeParse(filesPlace, values['files-to']);
  if (filesTo && !filesTo.success) throw wrong(`--files-to ${filesTo.error.issues[0]?.message ?? 'is wrong'}.`);
  return { redis, url: new URL(address.data).origin, nginx: nginxOf(values), filesTo: filesTo?.data ?? null };
}

async function tellStatus({ dataDir }: Config): Promise<void> {
  const now = await say(dataDir, { say: 'status' });
  switch (now.state) {
    case 'staying':
      return write(`${dataDir} is whole, and is served. Nothing is being moved.\n`);
    case 'copying':
      return write(
        `${dataDir} is whole, and is served. What is in the Redis at ${now.to.nodes.join(', ')} is not, and may be deleted.\n`,
      );
    case 'closed':
      return write(
        `${dataDir} is whole, and nothing is written: it is being switched over to ${now.to.url}. Wait, or give it up with --abort.\n`,
      );
    case 'moved':
      return write(`The cluster at ${now.to.url} is whole, and is served. ${dataDir} may be deleted.\n`);
  }
}

async function abort({ dataDir }: Config): Promise<void> {
  const now = await say(dataDir, { say: 'status' });
  if (now.state === 'staying') return write('Nothing is being moved.\n');
  const then = await say(dataDir, { say: 'settle', id: now.id });
  write(
    then.state === 'moved'
      ? `It is done already: the cluster at ${then.to.url} is the server.\n`
      : `It was given up: ${dataDir} is served as before. What is in that Redis may be deleted.\n`,
  );
  if (then.state === 'moved') process.exitCode = 1;
}

/** `npm run migrate`. */
async function main(): Promise<void> {
  let values: Values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw wrong((error as Error).message);
  }
  if (values.help) return write(usage);
  process.umask(0o077);
  const config = ownConfig();
  if (typeof values.from === 'string') {
    const { redis, history } = configOf({ ...process.env, REDIS_NODES: values.from });
    if (!redis) throw wrong('--from names no Redis nodes.');
    return values.abort ? abortBack(redis, write) : migrateBack(config, { ...redis, history }, write);
  }
  if (values.status) return tellStatus(config);
  if (values.abort) return abort(config);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop.abort(new StartupError('It was stopped.')));
  await migrate(config, targetOf(values), write, stop.signal);
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message.trimEnd()}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
