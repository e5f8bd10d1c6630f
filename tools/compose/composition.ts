import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const project = 'rookery-test';

/** The composition of deploy/compose, under a project name of its own. */
export class Composition {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(port: number, images: Readonly<Record<string, string>>) {
    this.#environment = { ...process.env, ROOKERY_PORT: `127.0.0.1:${port}`, ROOKERY_SUBNET: '172.30.78', ...images };
  }

  up(servers: number): void {
    this.#compose(['up', '-d', '--build', '--scale', `server=${servers}`]);
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
    const inside = (...command: string[]): { status: number | null; stdout: string } =>
      spawnSync('docker', ['exec', container, ...command], { encoding: 'utf8' });
    const user = inside('id', '-u');
    return user.status === 0 && user.stdout.trim() !== '0' && inside('touch', '/usr/probe').status !== 0;
  }

  /** The container of a Redis node that is a master now. */
  redisMaster(): string {
    for (let node = 1; node <= 6; node += 1) {
      const [container] = this.containers(`redis-${node}`);
      if (!container) continue;
      const role = spawnSync('docker', ['exec', container, 'redis-cli', 'role'], { encoding: 'utf8' });
      if (role.stdout.startsWith('master')) return container;
    }
    throw new Error('No Redis node of the composition is a master.');
  }

  logs(): string {
    return this.#read(['logs', '--tail', '30']);
  }

  #compose(args: readonly string[]): void {
    run('docker-compose', ['-p', project, ...args], this.#environment, join(root, 'deploy/compose'));
  }

  #read(args: readonly string[]): string {
    const done = spawnSync('docker-compose', ['-p', project, ...args], {
      cwd: join(root, 'deploy/compose'),
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 16 * 1_048_576,
    });
    return done.stdout;
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): void {
  const done = spawnSync(command, args, { env, ...(cwd ? { cwd } : {}), encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
  if (done.status !== 0) {
    const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed:\n${said}`);
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
