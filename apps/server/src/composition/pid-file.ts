import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Says in the data directory which process serves. Answers the file, which goes with it. */
export function writePidFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const file = resolve(join(dataDir, 'server.pid'));
  writeFileSync(file, `${process.pid}\n`);
  return file;
}
