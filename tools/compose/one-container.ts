import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const image = 'rookery-test/embedded';
const container = 'rookery-test-embedded';
const volume = 'rookery-test-embedded';

const docker = (...args: string[]): void => run('docker', args, process.env);
const ask = (...args: string[]): { readonly status: number | null; readonly stdout: string } =>
  spawnSync('docker', args, { encoding: 'utf8' });

/** The server in one container, with its data in a volume. */
export class OneContainer {
  readonly url: string;
  readonly #port: number;
  readonly #images: Readonly<Record<string, string>>;

  constructor(port: number, images: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#port = port;
    this.#images = images;
  }

  build(): void {
    const bases = Object.entries(this.#images).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const file = join(root, 'deploy/docker/server.Dockerfile');
    docker('build', '-q', '-f', file, '--target', 'embedded', '-t', image, ...bases, root);
  }

  /** As the README says it, and with a file system that nothing can write to beside the volume. */
  run(): void {
    const place = ['-v', `${volume}:/data`, '-p', `127.0.0.1:${this.#port}:8080`];
    const confined = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
    docker('run', '-d', '--name', container, ...place, ...confined, image);
  }

  killAndStart(): void {
    docker('kill', '-s', 'KILL', container);
    docker('start', container);
  }

  isConfined(): boolean {
    const user = ask('exec', container, 'id', '-u');
    const writes = ask('exec', container, 'touch', '/rookery/here');
    return user.status === 0 && user.stdout.trim() === '1000' && writes.status !== 0;
  }

  async becomesHealthy(): Promise<boolean> {
    const giveUpAt = Date.now() + 60_000;
    while (Date.now() < giveUpAt) {
      if (ask('inspect', '-f', '{{.State.Health.Status}}', container).stdout.trim() === 'healthy') return true;
      await sleep(500);
    }
    return false;
  }

  /** By the words that docs/operations/one-container.md gives. */
  backup(): boolean {
    return ask('exec', container, 'node', 'apps/server/dist/backup.js', '/data/backup').status === 0;
  }

  /** Whether it ended by itself on SIGTERM. */
  async remove(): Promise<boolean> {
    const stopping = spawn('docker', ['stop', '-t', '40', container], { stdio: 'ignore' });
    await new Promise((resolve) => stopping.once('exit', resolve));
    const code = ask('inspect', '-f', '{{.State.ExitCode}}', container).stdout.trim();
    docker('rm', container);
    return code === '0';
  }

  /** Nothing of it stays but the image. */
  forget(): void {
    ask('rm', '-f', container);
    ask('volume', 'rm', '-f', volume);
  }

  logs(): string {
    return ask('logs', '--tail', '30', container).stdout;
  }
}
