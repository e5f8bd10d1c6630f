import { StartupError } from './domain/startup-error.ts';
import { configOrFaults, runCommand, write } from './run-command.ts';
import { standBack } from './stand-back.ts';

const usage = `  npm run backup -- ARCHIVE: backs the store up into the directory ARCHIVE, while servers run or not. What is there already is not
    written again: the second backup, and each one after it, holds what has changed.
  npm run backup -- NAME.sqlite: copies the database of the built-in store into one file, in one moment. Files are not in it.
`;

runCommand(usage, async ([place, ...others]) => {
  if (place === undefined || others.length > 0 || place.startsWith('-'))
    throw new StartupError(`Name the archive that the backup goes to:\n${usage}`);
  const config = configOrFaults();
  standBack();
  // Only now: loading takes a core for as long as thousands of messages do.
  const [{ backUp }, { backUpTo }] = await Promise.all([
    import('./adapters/embedded/backup.ts'),
    import('./composition/archive-commands.ts'),
  ]);
  if (!place.endsWith('.sqlite')) return backUpTo(config, place, write);
  if (config.redis) throw new StartupError('A cluster has no database: name a directory, without .sqlite.');
  await backUp(config.dataDir, place);
  write(`The backup is ${place}. To restore it, stop the server and put it in the place of rookery.sqlite.\n`);
});
