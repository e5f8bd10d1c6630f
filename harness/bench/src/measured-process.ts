import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { cpuSeconds, rssMiB } from '@rookery/testkit/process-costs';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { serverProcess } from '@rookery/testkit/server-process';
import type { ServerProcess } from '@rookery/testkit/server-process';

/** Server on one core, clients on the others, where the system lets us choose. */
const canPin = process.platform === 'linux' && cpus().length > 1 && spawnSync('which', ['taskset']).status === 0;

export const pinned = (core: 'server' | 'clients', command: readonly string[]): readonly string[] =>
  canPin ? ['taskset', '-c', core === 'server' ? '0' : `1-${cpus().length - 1}`, ...command] : command;

export const isPinned = canPin;

export type Measured = 'rookery' | 'plain' | 'ws' | 'frames';

const scripts: Readonly<Record<Measured, string>> = {
  rookery: 'apps/server/dist/main.js',
  plain: 'harness/bench/src/peers/plain-socket-io.ts',
  ws: 'harness/bench/src/peers/plain-ws.ts',
  frames: 'harness/bench/src/peers/ready-frames.ts',
};

/** Between two looks whether it answers: a boot is measured by them. */
const lookEveryMs = 5;

/** A server under measurement: its port, CPU seconds and resident memory. */
export class MeasuredProcess {
  /** ms from its start to its first answered request. */
  readonly startedInMs: number;
  readonly #server: ServerProcess;
  readonly #directory: string;

  private constructor(server: ServerProcess, directory: string, startedInMs: number) {
    this.#server = server;
    this.#directory = directory;
    this.startedInMs = startedInMs;
  }

  static async start(which: Measured, settings: Readonly<Record<string, string>> = {}): Promise<MeasuredProcess> {
    const directory = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const server = serverProcess({
      name: which,
      port: await freePort(),
      log: join(directory, 'server.log'),
      command: pinned('server', ['node', join(repositoryRoot, scripts[which])]),
      settings: {
        ROOKERY_DATA_DIR: join(directory, 'data'),
        ROOKERY_RATE_LIMITS: 'off',
        ROOKERY_LOG_LEVEL: 'error',
        ...settings,
      },
      readyPath: '/healthz',
    });
    const startedAt = performance.now();
    await server.start(lookEveryMs);
    return new MeasuredProcess(server, directory, performance.now() - startedAt);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return this.#server.url;
  }

  /** User and system time of all its threads, s. */
  cpuSeconds(): number {
    return cpuSeconds(this.#pid);
  }

  rssMiB(): number {
    return rssMiB(this.#pid);
  }

  /** Open files: of a server with thousands of clients nearly all are theirs. */
  files(): number {
    return readdirSync(`/proc/${this.#pid}/fd`).length;
  }

  get #pid(): number {
    const pid = this.#server.pid();
    if (pid === null) throw new Error(`${this.#server.name} has ended: ${this.#server.output()}`);
    return pid;
  }

  async stop(): Promise<void> {
    // Figures of a server that died by itself would be figures of something else.
    if (this.#server.hasEnded) process.stderr.write(`${this.#server.name} has died: ${this.#server.output()}\n`);
    await this.#server.kill('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
