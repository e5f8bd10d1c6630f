import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const startDeadlineMs = 60_000;

const answers = (): boolean => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

/** A Docker engine: the one that runs, or one of our own (as root), which the returned function stops. */
export async function dockerEngine(): Promise<() => void> {
  for (const tool of ['docker', 'docker-compose'])
    if (spawnSync('which', [tool], { stdio: 'ignore' }).status !== 0)
      throw new Error(`${tool} is missing: apt-get install docker.io docker-compose debootstrap`);
  if (answers()) return () => undefined;
  if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/dockerd'))
    throw new Error('No Docker engine runs: start it, or run this as root where dockerd is installed.');
  const engine = spawn('/usr/sbin/dockerd', [], { stdio: 'ignore' });
  const giveUpAt = Date.now() + startDeadlineMs;
  while (!answers()) {
    if (engine.exitCode !== null || Date.now() > giveUpAt)
      throw new Error('dockerd does not start here: run it by hand to see why.');
    await sleep(300);
  }
  return () => engine.kill('SIGTERM');
}
