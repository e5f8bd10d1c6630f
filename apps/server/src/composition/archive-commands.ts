import { resolve } from 'node:path';
import { ArchiveFault, ArchiveReader, ArchiveWriter, verifyArchive } from '@rookery/archive';
import type { Backup, Purpose } from '@rookery/archive';
import { ChatError } from '@rookery/protocol';
import { backUpStore } from '../app/back-up.ts';
import { exportStore } from '../app/export-archive.ts';
import type { Exported } from '../app/export-archive.ts';
import { restoreArchive } from '../app/restore-archive.ts';
import type { Config } from '../config/env.ts';
import { StartupError } from '../domain/startup-error.ts';
import { openBlobsAside } from './open-blobs.ts';
import { openSink } from './open-sink.ts';
import { openSource } from './open-source.ts';
import { ownVersion } from './own-version.ts';

export type Write = (text: string) => void;

/** How often a command that runs for long says how far it is. */
const toldMs = 2_000;

const maker = (config: Config) => ({ madeBy: ownVersion, store: config.redis ? 'redis' : 'embedded' });
const figure = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
const mebibytes = ({ parts }: Backup): string =>
  `${(parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_048_576).toFixed(1)} MiB`;
const missingFiles = (missing: readonly string[]): string =>
  missing.length === 0
    ? ''
    : `${figure(missing.length, 'file was', 'files were')} not there, or not what it should be: ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', …' : ''}. Is ROOKERY_FILES what the servers have?\n`;

/** Says so at most every few seconds. */
function seldom(write: Write): (text: () => string) => void {
  let next = performance.now() + toldMs;
  return (text) => {
    if (performance.now() < next) return;
    next = performance.now() + toldMs;
    write(text());
  };
}

/** Whatever fails for a reason that the operator can do something about is said in words. */
async function inWords<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ArchiveFault) throw new StartupError(error.message, { cause: error });
    if (error instanceof ChatError && error.code === 'unavailable')
      throw new StartupError(
        'The store, or the place of files, did not answer in time: see that it is well, then repeat the command. What is done is not done again.',
        { cause: error },
      );
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new StartupError(`There is no space left: ${message}. Free some, then repeat the command.`, {
        cause: error,
      });
    if (code === 'EACCES' || code === 'EROFS')
      throw new StartupError(`It may not be written there: ${message}.`, { cause: error });
    throw error;
  }
}

const opened = async (directory: string, purpose: Purpose): Promise<ArchiveWriter> =>
  ArchiveWriter.open(resolve(directory), purpose, Date.now());

/** `npm run backup`: of a server or a cluster that runs, or not. [ARC-3] */
export const backUpTo = (config: Config, directory: string, write: Write): Promise<void> =>
  inWords(async () => {
    const source = await openSource(config);
    try {
      const writer = await opened(directory, 'backup');
      if (writer.isResumed) write('An earlier backup was cut off: this one goes on from there.\n');
      const blobs = await openBlobsAside(config);
      const tell = seldom(write);
      const backup = await backUpStore(
        { source, blobs, writer },
        maker(config),
        () => Date.now(),
        (done) =>
          tell(
            () => `${done.conversations} of ${figure(done.of, 'conversation')}, ${figure(done.messages, 'message')}.\n`,
          ),
      );
      blobs.close();
      write(missingFiles(backup.missing));
      write(
        backup.number === 1
          ? `The backup is in ${directory}: ${figure(backup.messages, 'message')} of ${figure(backup.conversations, 'conversation')}, ${figure(backup.people, 'person', 'people')}, ${figure(backup.files, 'file')}; ${mebibytes(backup)} without the files.\n`
          : `${directory} holds ${backup.number} backups now: this one has ${figure(backup.messages, 'message')} that ${backup.messages === 1 ? 'is' : 'are'} new or changed, ${mebibytes(backup)}.\n`,
      );
      write(
        `To check it: npm run verify-archive -- ${directory}. To restore it into an empty store: npm run restore -- ${directory}.\n`,
      );
    } finally {
      await source.close();
    }
  });

/** `npm run restore`: into the store that the settings name, which is empty. [ARC-4] */
export const restoreFrom = (config: Config, directory: string, write: Write): Promise<void> =>
  inWords(async () => {
    const reader = await ArchiveReader.open(resolve(directory));
    if (reader.manifest.purpose === 'export')
      throw new StartupError(
        `${directory} is an export: it has no passwords and sessions in it, and cannot be restored.`,
      );
    const { last } = reader;
    const at = new Date(last.finishedAt).toISOString();
    write(
      `${directory} holds ${figure(last.number, 'backup')}, the last of ${at}, made by ${last.madeBy} of ${last.store === 'redis' ? 'a cluster' : 'the built-in store'}: ${figure(last.conversations, 'conversation')}, ${figure(last.people, 'person', 'people')}, ${figure(last.files, 'file')}.\n`,
    );
    const sink = await openSink(config, `the restore of ${directory}, ${at}`);
    try {
      if (sink.isResumed) write('An earlier restore of it was cut off: it is begun again.\n');
      const blobs = await openBlobsAside(config);
      const tell = seldom(write);
      const restored = await restoreArchive(reader, sink, blobs, (done) =>
        tell(() => `${done.messages.toLocaleString('en-US')} of ${figure(done.of, 'message')}.\n`),
      );
      blobs.close();
      write(missingFiles(restored.missing));
      write(
        `Restored: ${figure(restored.conversations, 'conversation')} with ${figure(restored.messages, 'message')}, ${figure(restored.people, 'person', 'people')}, ${figure(restored.files, 'file')}. Start the server: clients load anew what they have, and stay signed in.\n`,
      );
    } finally {
      await sink.close();
    }
  });

/** `npm run export`: what others may be given. [ARC-5] */
export const exportTo = (config: Config, directory: string, what: Exported, write: Write): Promise<void> =>
  inWords(async () => {
    const source = await openSource(config);
    try {
      const writer = await opened(directory, 'export');
      const blobs = await openBlobsAside(config);
      const made = await exportStore({ source, blobs, writer }, what, maker(config), () => Date.now());
      blobs.close();
      if (!made) throw new StartupError('There is nobody, or no room, of that name.');
      write(missingFiles(made.missing));
      write(
        `The export is in ${directory}: ${figure(made.messages, 'message')} of ${figure(made.conversations, 'conversation')}, ${figure(made.people, 'person', 'people')}, ${figure(made.files, 'file')}.\n`,
      );
    } finally {
      await source.close();
    }
  });

/** `npm run verify-archive`. Resolves with whether all is well. [ARC-7] */
export const checkArchive = (directory: string, write: Write): Promise<boolean> =>
  inWords(async () => {
    const found = await verifyArchive(resolve(directory), write);
    for (const fault of found.faults) write(`${fault}\n`);
    write(
      `${figure(found.backups, 'backup')}, ${figure(found.messages, 'message')} of ${figure(found.conversations, 'conversation')}, ${figure(found.people, 'person', 'people')}, ${figure(found.files, 'file')}: ${found.faults.length === 0 ? 'all is as it was written, and nothing is missing' : `${figure(found.faults.length, 'fault')}, which ${found.faults.length === 1 ? 'is' : 'are'} named above`}.\n`,
    );
    return found.faults.length === 0;
  });
