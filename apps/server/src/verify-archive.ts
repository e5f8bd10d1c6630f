import { checkArchive } from './composition/archive-commands.ts';
import { StartupError } from './domain/startup-error.ts';
import { runCommand, write } from './run-command.ts';

const usage = `  npm run verify-archive -- ARCHIVE: whether everything in an archive is as it was written, and nothing is missing.
`;

runCommand(usage, async ([archive, ...others]) => {
  if (archive === undefined || others.length > 0 || archive.startsWith('-'))
    throw new StartupError(`Name the archive that is checked:\n${usage}`);
  if (!(await checkArchive(archive, write))) process.exitCode = 1;
});
