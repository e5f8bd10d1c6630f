/**
 * npm run cluster -- [--nodes 2] [--port 8080] [--restart]
 * A whole colony on this machine: 3 Redis masters, 3 replicas, server nodes and NGINX. Ctrl-C or SIGTERM takes all of it down.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startColony } from '@rookery/testkit/colony';
import { repositoryRoot } from '@rookery/testkit/repository-root';

const usage = 'Usage: npm run cluster -- [--nodes 2] [--port 8080] [--restart]';

function readArguments(): { readonly nodes: number; readonly port: number; readonly restart: boolean } {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '2' },
      port: { type: 'string', default: '8080' },
      restart: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const nodes = Number(values.nodes);
  const port = Number(values.port);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 16) throw new Error(`--nodes must be 1 to 16. ${usage}`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port must be 1 to 65535. ${usage}`);
  return { nodes, port, restart: values.restart };
}

// What is written into run/cluster is for this user only.
process.umask(0o077);
try {
  const starting = startColony({
    dir: join(repositoryRoot, 'run'),
    ...readArguments(),
    // Every user of the machine reaches its ports.
    redis: { password: randomBytes(24).toString('base64url') },
    settings: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => name.startsWith('ROOKERY_')) as [string, string][],
    ),
    print: (line) => console.log(line),
  });
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    console.log('Taking everything down …');
    starting
      .then((colony) => colony.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Whoever read the output has gone: the colony stays.
  process.stdout.on('error', () => undefined);
  const colony = await starting;
  console.log(
    `Rookery is ready: ${colony.url} (${colony.servers.length} nodes; processes in run/cluster.json, the password of its Redis in run/cluster/redis-password; Ctrl-C ends it)`,
  );
  // As a node offers it, under the address of them all.
  const setup = join(repositoryRoot, 'run/cluster/n1/setup.url');
  if (existsSync(setup)) {
    const { pathname, hash } = new URL(readFileSync(setup, 'utf8').trim());
    console.log(
      `It has no owner yet. Whoever opens this link becomes its owner: ${new URL(`${pathname}${hash}`, colony.url)}`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
