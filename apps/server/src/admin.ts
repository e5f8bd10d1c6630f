import { mkdirSync } from 'node:fs';
import { adminCommand, adminUsage } from './composition/admin-commands.ts';
import { openHistory } from './composition/open-history.ts';
import { openStore } from './composition/open-store.ts';
import { readConfig } from './config/env.ts';
import { systemClock } from './domain/clock.ts';
import { StartupError } from './domain/startup-error.ts';
import { createLog } from './ops/log.ts';

/** `npm run admin -- COMMAND`: for whoever runs the server, who needs no account. On the built-in store the server must be stopped. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(adminUsage);
    return;
  }
  const run = adminCommand(words);
  process.umask(0o077);
  const read = readConfig(process.env);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  const { config } = read;
  mkdirSync(config.dataDir, { recursive: true });
  // Under a name of its own: this is none of the nodes.
  const store = await openStore(
    { ...config, nodeName: 'admin' },
    systemClock,
    createLog('error', 'admin'),
    await openHistory(config, null),
  );
  try {
    if (!(await run({ store, config, write: (text) => process.stdout.write(text) }))) process.exitCode = 1;
  } finally {
    await store.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message.trimEnd()}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
