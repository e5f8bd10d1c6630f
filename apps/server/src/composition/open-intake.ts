import { join } from 'node:path';
import { ClamdScanner } from '../adapters/clamd/clamd-scanner.ts';
import { FileIntake } from '../adapters/files/file-intake.ts';
import { ProcessedMedia } from '../adapters/media/processed-media.ts';
import type { Config } from '../config/env.ts';
import type { Log } from '../ops/log.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Intake } from '../ports/intake.ts';

/** What looks at files before they are kept, in a folder of this node's own: on the disk of the files where there is one, since a data directory may lie in memory. */
export async function openIntake(
  { files, dataDir, nodeName, clamd }: Pick<Config, 'files' | 'dataDir' | 'nodeName' | 'clamd'>,
  blobs: Blobs,
  log: Log,
): Promise<{ readonly intake: Intake; readonly close: () => void }> {
  const media = new ProcessedMedia();
  const failed = (why: string): void => log.warn({ event: 'scanner.failed', why });
  const scanner = clamd && new ClamdScanner({ ...clamd, failed });
  const folder = files.kind === 'directory' ? join(files.path, 'intake', nodeName) : join(dataDir, 'intake');
  const intake = await FileIntake.open({ blobs, media, scanner }, folder);
  return { intake, close: () => media.close() };
}
