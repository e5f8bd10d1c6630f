import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const farewellMs = 3_000;

/**
 * Ends what a launcher that was killed left running, and answers how many that were: whoever of Redis, NGINX and Node has a file of this
 * directory open, as each has its log. So workers are found too whose NGINX was killed, and who would take connections for ever.
 */
export async function endLeftovers(directory: string): Promise<number> {
  const left = holdersOf(directory);
  for (const pid of left) send(pid, 'SIGCONT');
  for (const pid of left) send(pid, 'SIGTERM');
  for (let waited = 0; waited < farewellMs && holdersOf(directory).length > 0; waited += 100) await pause(100);
  for (const pid of holdersOf(directory)) send(pid, 'SIGKILL');
  return left.length;
}

function holdersOf(directory: string): number[] {
  return numbersIn('/proc').filter((pid) => pid !== process.pid && isOfColony(pid) && holds(pid, directory));
}

function isOfColony(pid: number): boolean {
  try {
    return /\/(redis|valkey|nginx|node)[^/]*$/.test(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return false; // gone, or somebody else's
  }
}

function holds(pid: number, directory: string): boolean {
  return numbersIn(`/proc/${pid}/fd`).some((file) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${file}`).startsWith(join(directory, '/'));
    } catch {
      return false;
    }
  });
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in this moment.
  }
}
