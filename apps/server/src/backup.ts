import { backUp } from './adapters/embedded/backup.ts';
import { readConfig } from './config/env.ts';
import { StartupError } from './domain/startup-error.ts';

/** `npm run backup -- FILE`. */
async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (!file) throw new StartupError('Name the file that the backup goes to: npm run backup -- FILE.');
  // A backup holds all that the database holds. [OPS-24]
  process.umask(0o077);
  const read = readConfig(process.env);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  await backUp(read.config.dataDir, file);
  process.stdout.write(
    `The backup is ${file}. To restore it, stop the server and put it in the place of rookery.sqlite.\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
