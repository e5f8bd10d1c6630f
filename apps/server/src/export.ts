import type { Exported } from './app/export-archive.ts';
import { exportTo } from './composition/archive-commands.ts';
import { StartupError } from './domain/startup-error.ts';
import { configOrFaults, runCommand, write } from './run-command.ts';
import { standBack } from './stand-back.ts';

const usage = `  npm run export -- ARCHIVE --person NAME: what a person keeps, and what she may read.
  npm run export -- ARCHIVE --room NAME: one room with its threads and files, by its name or id.
  npm run export -- ARCHIVE --all: all that was said.
    None of them has passwords, sessions' secrets or keys in it. Servers run on, or not.
`;

function toExported([option, name, ...others]: readonly string[]): Exported | null {
  if (option === '--all' && name === undefined) return 'all';
  if (name === undefined || name === '' || others.length > 0) return null;
  if (option === '--person') return { person: name };
  return option === '--room' ? { room: name } : null;
}

runCommand(usage, async ([archive, ...options]) => {
  const what = toExported(options);
  if (archive === undefined || archive.startsWith('-') || what === null)
    throw new StartupError(`Say what is exported, and where it goes:\n${usage}`);
  standBack();
  await exportTo(configOrFaults(), archive, what, write);
});
