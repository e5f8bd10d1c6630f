import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftovers } from '@rookery/testkit/leftovers';
import { unmount } from './small-disk.ts';

const prefix = 'rookery-verify-';
const ownerFile = 'owner';

/** Where the processes of one system have their data and logs. It says which process made it. */
export function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(directory, ownerFile), String(process.pid));
  return directory;
}

/** Ends and removes what verifications that were killed left behind. Answers how many processes that were. */
export async function removeLeftBehind(): Promise<number> {
  let ended = 0;
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const directory = join(tmpdir(), name);
    if (!isOrphan(directory)) continue;
    ended += await endLeftovers(directory);
    for (const mounted of mountsIn(directory)) unmount(mounted);
    rmSync(directory, { recursive: true, force: true });
  }
  return ended;
}

function isOrphan(directory: string): boolean {
  try {
    const owner = Number(readFileSync(join(directory, ownerFile), 'utf8'));
    return Number.isInteger(owner) && owner > 1 && !isRunning(owner);
  } catch {
    return false; // somebody else's, or just being made or removed
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const mountsIn = (directory: string): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((mounted) => mounted.startsWith(join(directory, '/')));
