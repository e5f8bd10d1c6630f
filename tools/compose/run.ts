import { spawnSync } from 'node:child_process';

/** Runs a command to its end; throws with the last of what it said where it fails. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): void {
  const done = spawnSync(command, args, { env, ...(cwd ? { cwd } : {}), encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
  if (done.status !== 0) {
    const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed:\n${said}`);
  }
}
