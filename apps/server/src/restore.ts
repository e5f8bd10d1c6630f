import { restoreFrom } from './composition/archive-commands.ts';
import { StartupError } from './domain/startup-error.ts';
import { configOrFaults, runCommand, write } from './run-command.ts';

const usage = `  npm run restore -- ARCHIVE: writes what the last backup in ARCHIVE has into the store that the settings name, which has to be empty,
    and on which no server runs.
`;

runCommand(usage, async ([archive, ...others]) => {
  if (archive === undefined || others.length > 0 || archive.startsWith('-'))
    throw new StartupError(`Name the archive that is restored:\n${usage}`);
  await restoreFrom(configOrFaults(), archive, write);
});
