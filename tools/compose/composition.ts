import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeCommand } from './engine.ts';
import { run } from './run.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, 'deploy/compose');
const project = 'rookery-test';
const subnet = '172.30.78';

/** The composition of deploy/compose, under a project name of its own. */
export class Composition {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #command = composeCommand();

  constructor(port: number, images: Readonly<Record<string, string>>) {
    this.#environment = { ...process.env, ROOKERY_PORT: `127.0.0.1:${port}`, ROOKERY_SUBNET: subnet, ...images };
  }

  build(): void {
    this.#compose(['build']);
  }

  /** With `servers`, so many; without, as many as the composition itself says. */
  up(servers?: number): void {
    this.#compose(['up', '-d', ...(servers === undefined ? [] : ['--scale', `server=${servers}`])]);
  }

  /** Redis nodes alone, and a cluster of which only a part was made: as an init step that was cut off leaves it. */
  leaveHalfMade(): void {
    this.#compose(['up', '-d', ...[1, 2, 3, 4, 5, 6].map((node) => `redis-${node}`)]);
    const cli = (command: string): string =>
      `until $(command -v valkey-cli || command -v redis-cli) ${command} | grep -q OK; do sleep 0.1; done`;
    for (const [service, command] of [
      ['redis-1', 'cluster addslotsrange 0 5460'],
      ['redis-2', 'cluster addslotsrange 5461 10922'],
      ['redis-4', `cluster meet ${subnet}.12 6379`],
    ] as const)
      run(
        'docker',
        ['exec', this.containers(service)[0] ?? '', 'timeout', '30', 'sh', '-c', cli(command)],
        process.env,
      );
  }

  /** Runs a one-off container of a service again; what it said. */
  runAgain(service: string): string {
    return this.#read(['run', '--rm', '-T', service]);
  }

  /** Takes the containers away; with `volumes`, what they stored too. */
  down(options: { readonly volumes: boolean }): void {
    this.#compose(['down', '--remove-orphans', '-t', '40', ...(options.volumes ? ['-v'] : [])]);
  }

  /** Container ids of a service. */
  containers(service: string): readonly string[] {
    return this.#read(['ps', '-q', service])
      .split('\n')
      .filter((id) => id !== '');
  }

  kill(container: string): void {
    run('docker', ['kill', '-s', 'KILL', container], process.env);
  }

  start(container: string): void {
    run('docker', ['start', container], process.env);
  }

  /** Every process of it stands still; its connections stay open. */
  pause(container: string): void {
    run('docker', ['pause', container], process.env);
  }

  unpause(container: string): void {
    run('docker', ['unpause', container], process.env);
  }

  /** As `docker stop`: SIGTERM, and time to drain. */
  async stop(container: string): Promise<void> {
    const stopping = spawn('docker', ['stop', '-t', '40', container], { stdio: 'ignore' });
    await new Promise((resolve) => stopping.once('exit', resolve));
  }

  addressOf(container: string): string {
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    return spawnSync('docker', ['inspect', '-f', format, container], { encoding: 'utf8' }).stdout.trim();
  }

  isConfined(container: string): boolean {
    const user = spawnSync('docker', ['exec', container, 'id', '-u'], { encoding: 'utf8' });
    const readOnly = ['inspect', '-f', '{{.HostConfig.ReadonlyRootfs}}', container];
    return (
      user.status === 0 &&
      user.stdout.trim() !== '0' &&
      spawnSync('docker', readOnly, { encoding: 'utf8' }).stdout.trim() === 'true'
    );
  }

  /** The container of a Redis node that is a master now. */
  redisMaster(): string {
    for (let node = 1; node <= 6; node += 1) {
      const [container] = this.containers(`redis-${node}`);
      if (!container) continue;
      const cli = '$(command -v valkey-cli || command -v redis-cli) role';
      const role = spawnSync('docker', ['exec', container, 'sh', '-c', cli], { encoding: 'utf8' });
      if (role.stdout.startsWith('master')) return container;
    }
    throw new Error('No Redis node of the composition is a master.');
  }

  logs(): string {
    return this.#read(['logs', '--no-color', '--tail', '15']);
  }

  #compose(args: readonly string[]): void {
    const [command, ...first] = this.#command;
    run(command, [...first, '-p', project, ...args], this.#environment, folder);
  }

  #read(args: readonly string[]): string {
    const [command, ...first] = this.#command;
    const done = spawnSync(command, [...first, '-p', project, ...args], {
      cwd: folder,
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 16 * 1_048_576,
    });
    return done.stdout;
  }
}

/** Names of base images made from Debian packages, for machines that reach no image registry. */
export function standInImages(): Record<string, string> {
  const done = spawnSync('bash', [join(root, 'tools/compose/stand-in-images.sh')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (done.status !== 0) throw new Error('The stand-in images could not be made; what was said is above.');
  return Object.fromEntries(
    done.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}
