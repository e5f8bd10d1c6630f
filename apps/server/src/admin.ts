import { mkdirSync } from 'node:fs';
import { makeOwner } from './app/make-owner.ts';
import { openStore } from './composition/open-store.ts';
import { SetupLink } from './composition/setup-link.ts';
import { readConfig } from './config/env.ts';
import { systemClock } from './domain/clock.ts';
import { StartupError } from './domain/startup-error.ts';
import { createLog } from './ops/log.ts';

const usage = 'Say what to do: npm run admin -- owner USERNAME makes the account of that name an owner of this server.';

/** `npm run admin -- owner USERNAME`: for whoever runs the server, who needs no account. On the built-in store the server must be stopped. */
async function main(): Promise<void> {
  const [act, username, ...rest] = process.argv.slice(2);
  if (act !== 'owner' || username === undefined || rest.length > 0) throw new StartupError(usage);
  process.umask(0o077);
  const read = readConfig(process.env);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  const { config } = read;
  mkdirSync(config.dataDir, { recursive: true });
  // Under a name of its own: this is none of the nodes.
  const store = await openStore({ ...config, nodeName: 'admin' }, systemClock, createLog('error', 'admin'));
  try {
    const owner = await makeOwner(store, username);
    new SetupLink(config).withdraw();
    process.stdout.write(`${owner.username} is an owner of this server.\n`);
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
