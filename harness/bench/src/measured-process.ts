import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';

const ticksASecond = 100;
/** Server on one core, clients on the others, where the system lets us choose. */
const canPin = process.platform === 'linux' && cpus().length > 1 && spawnSync('which', ['taskset']).status === 0;

export const pinned = (core: 'server' | 'clients', command: readonly string[]): readonly string[] =>
  canPin ? ['taskset', '-c', core === 'server' ? '0' : `1-${cpus().length - 1}`, ...command] : command;

export const isPinned = canPin;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

export type Measured = 'rookery' | 'plain' | 'ws' | 'frames';

const scripts: Readonly<Record<Measured, string>> = {
  rookery: 'apps/server/dist/main.js',
  plain: 'harness/bench/src/peers/plain-socket-io.ts',
  ws: 'harness/bench/src/peers/plain-ws.ts',
  frames: 'harness/bench/src/peers/ready-frames.ts',
};

/** A server under measurement: its port, CPU seconds and resident memory. */
export class MeasuredProcess {
  readonly port: number;
  /** ms from its start to its first answered request. */
  readonly startedInMs: number;
  readonly #child: ChildProcess;
  readonly #dataDir: string;

  private constructor(child: ChildProcess, port: number, dataDir: string, startedInMs: number) {
    this.#child = child;
    this.port = port;
    this.#dataDir = dataDir;
    this.startedInMs = startedInMs;
  }

  static async start(which: Measured, settings: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    const port = await freePort();
    const dataDir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const script = scripts[which];
    const [command = 'node', ...args] = pinned('server', ['node', join(repositoryRoot, script)]);
    const startedAt = performance.now();
    const child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        ROOKERY_DATA_DIR: dataDir,
        ROOKERY_RATE_LIMITS: 'off',
        ROOKERY_LOG_LEVEL: 'error',
        ...settings,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (;;) {
      const answered = await fetch(`http://127.0.0.1:${port}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
      if (answered) break;
      if (child.exitCode !== null) throw new Error(`${which} does not start`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return new MeasuredProcess(child, port, dataDir, performance.now() - startedAt);
  }

  /** User and system time of all its threads, s. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksASecond;
  }

  rssMiB(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))?.[1]) / 1_024;
  }

  /** Open files: of a server with thousands of clients nearly all are theirs. */
  files(): number {
    return readdirSync(`/proc/${this.#child.pid}/fd`).length;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
