import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../domain/startup-error.ts';

/** `dir` holds what the configuration in deploy/nginx includes: `upstream.conf`, `sid.conf`, and `nginx.pid`. */
export type NginxSwitch = { readonly dir: string; readonly nodes: readonly { name: string; address: string }[] };

const pidIn = (dir: string): number => Number(readFileSync(join(dir, 'nginx.pid'), 'utf8'));

/** Throws `StartupError` where it could not be switched later. */
export function checkNginx({ dir }: NginxSwitch): void {
  for (const name of ['upstream.conf', 'sid.conf', 'nginx.pid'])
    if (!existsSync(join(dir, name)))
      throw new StartupError(
        `There is no ${name} in ${dir}: name the directory from which NGINX includes it, or leave --nginx out.`,
      );
  try {
    process.kill(pidIn(dir), 0);
  } catch (error) {
    throw new StartupError(`NGINX does not run as ${join(dir, 'nginx.pid')} says, or belongs to another user.`, {
      cause: error,
    });
  }
}

/** From now on NGINX sends what is new to these nodes; whoever is connected stays. */
export function switchNginx({ dir, nodes }: NginxSwitch): void {
  const write = (name: string, lines: readonly string[]): void => {
    writeFileSync(join(dir, `${name}.new`), lines.map((line) => `${line}\n`).join(''));
    renameSync(join(dir, `${name}.new`), join(dir, name));
  };
  write(
    'upstream.conf',
    nodes.map(({ address }) => `server ${address} max_fails=0;`),
  );
  write(
    'sid.conf',
    nodes.map(({ name, address }) => `"~^${name}_" ${address};`),
  );
  process.kill(pidIn(dir), 'SIGHUP');
}
