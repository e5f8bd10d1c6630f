import { DirectoryBlobs } from '../adapters/files/directory-blobs.ts';
import type { Config } from '../config/env.ts';
import type { FilesPlace } from '../config/files-place.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Log } from '../ops/log.ts';
import type { Blobs } from '../ports/blobs.ts';

/** A put that has not gone on for a day is not going on. */
const cutOffMs = 86_400_000;

/** Where the bytes of files lie; what speaks S3 is loaded only where they lie there. What was cut off there is swept meanwhile. Throws `StartupError` where it cannot be used. */
export async function openBlobs({ files, redis }: Pick<Config, 'files' | 'redis'>, log: Log): Promise<Blobs> {
  const blobs = await openPlace(files, 'Files', 'ROOKERY_FILES');
  // Without Redis nobody else writes there.
  blobs.sweepCutOff(redis === null && files.kind === 'directory' ? 0 : cutOffMs).then(
    (swept) => {
      if (swept > 0) log.info({ event: 'files.swept', swept });
    },
    (error: unknown) => log.warn({ event: 'files.sweepFailed', err: error }),
  );
  return blobs;
}

/** The same for a command beside servers that run: it sweeps nothing, since what is cut off for it may be going on for them. */
export const openBlobsAside = ({ files }: Pick<Config, 'files'>): Promise<Blobs> =>
  openPlace(files, 'Files', 'ROOKERY_FILES');

/** `what` cannot be kept there; `setting`: which setting says where. */
export async function openPlace(files: FilesPlace, what: string, setting: string): Promise<Blobs> {
  if (files.kind === 's3') return new (await import('../adapters/s3/s3-blobs.ts')).S3Blobs(files);
  try {
    return await DirectoryBlobs.open(files.path);
  } catch (error) {
    throw new StartupError(
      `${what} cannot be kept in ${files.path}: give this user the right to write there, or set ${setting} to another directory.`,
      { cause: error },
    );
  }
}
