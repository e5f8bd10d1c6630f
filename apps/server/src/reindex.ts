import { checkIndex, reindex } from './composition/reindex.ts';
import { readConfig } from './config/env.ts';
import { StartupError } from './domain/startup-error.ts';

const usage = `  npm run reindex: makes this node's index of search anew, while the server runs.
  npm run reindex -- --check: compares it with the log.
`;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(usage);
    return;
  }
  if (words.length > 1 || (words[0] !== undefined && words[0] !== '--check'))
    throw new StartupError(`Say what to do:\n${usage}`);
  process.umask(0o077);
  const read = readConfig(process.env);
  if ('faults' in read) throw new StartupError(`The settings are wrong. ${read.faults.join(' ')}`);
  const write = (text: string): void => void process.stdout.write(text);
  if (words[0] === undefined) await reindex(read.config, write);
  else if (!(await checkIndex(read.config, write))) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof StartupError ? `${error.message.trimEnd()}\n` : `${String((error as Error).stack ?? error)}\n`,
  );
  process.exit(1);
});
