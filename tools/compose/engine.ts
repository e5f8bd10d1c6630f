import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const startDeadlineMs = 60_000;
const stopDeadlineMs = 60_000;

const succeeds = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const answers = (): boolean => succeeds('docker', 'info');

/** The words that begin a command to Compose: v2's where it is installed, else docker-compose 1.29's. */
export function composeCommand(): readonly [string, ...string[]] {
  if (succeeds('docker', 'compose', 'version')) return ['docker', 'compose'];
  if (succeeds('docker-compose', 'version')) return ['docker-compose'];
  throw new Error('Docker Compose is missing: apt-get install docker.io docker-compose debootstrap');
}

/** A Docker engine: the one that runs, or one of our own (as root), which the returned function stops. */
export async function dockerEngine(): Promise<() => Promise<void>> {
  if (!succeeds('docker', '--version'))
    throw new Error('docker is missing: apt-get install docker.io docker-compose debootstrap');
  if (answers()) return () => Promise.resolve();
  if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/dockerd'))
    throw new Error('No Docker engine runs: start it, or run this as root where dockerd is installed.');
  // A process group of its own: Ctrl-C must not take it away before the containers are.
  const engine = spawn('/usr/sbin/dockerd', [], { stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => engine.once('exit', resolve));
  const giveUpAt = Date.now() + startDeadlineMs;
  while (!answers()) {
    if (engine.exitCode !== null || Date.now() > giveUpAt)
      throw new Error('dockerd does not start here: run it by hand to see why.');
    await sleep(300);
  }
  // Waits for its end: who comes next must not find an engine that is about to go.
  return async () => {
    engine.kill('SIGTERM');
    await Promise.race([ended, sleep(stopDeadlineMs, undefined, { ref: false })]);
  };
}
