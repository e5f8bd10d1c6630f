import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../cluster/ports.ts';
import { TcpProxy } from '../tcp-proxy.ts';
import { clockFault } from './clock-fault.ts';
import { FakeClock } from './fake-clock.ts';
import { floodFault } from './flood.ts';
import { clientsHop, networkFaults } from './network-faults.ts';
import { ownDirectory } from './own-directory.ts';
import { fill, mountSmallDisk, unmount } from './small-disk.ts';
import type { Fault, System } from './system.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const startDeadlineMs = 30_000;
const diskBytes = 96 * 1024 * 1024;

/** One built server process on SQLite, on a file system of its own where the machine allows that. */
export class EmbeddedSystem implements System {
  readonly fronts: readonly TcpProxy[];
  readonly directUrl: string;
  readonly dataDir: string;
  /** Whether the data lie on a small disk that may be filled and made read-only. */
  readonly hasOwnDisk: boolean;
  readonly clock: FakeClock;
  readonly #port: number;
  readonly #server: string;
  readonly #log: string;
  #child: ChildProcess | null = null;
  #gone: Promise<unknown> = Promise.resolve();

  private constructor(port: number, server: string, dir: string, fronts: readonly TcpProxy[]) {
    this.#port = port;
    this.#server = server;
    this.#log = join(dir, 'server.log');
    this.fronts = fronts;
    this.directUrl = `http://127.0.0.1:${port}`;
    this.dataDir = join(dir, 'data');
    mkdirSync(this.dataDir);
    this.hasOwnDisk = mountSmallDisk(this.dataDir, diskBytes);
    this.clock = new FakeClock(join(dir, 'clock'));
  }

  /** `server`: the folder with main.js; another than the normal build only to prove the checker. */
  static async start(fronts: number, server = join(root, 'apps/server/dist')): Promise<EmbeddedSystem> {
    const port = await freePort();
    const proxies = await Promise.all(Array.from({ length: fronts }, () => TcpProxy.open(port)));
    const system = new EmbeddedSystem(port, server, ownDirectory(), proxies);
    try {
      await system.start();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  urlOf(front: number): string {
    return `http://127.0.0.1:${this.fronts[front % this.fronts.length]?.port ?? this.#port}`;
  }

  async start(): Promise<void> {
    this.spawn();
    await this.whole();
  }

  spawn(): void {
    const output = openSync(this.#log, 'a');
    const child = spawn(process.execPath, ['--enable-source-maps', join(this.#server, 'main.js')], {
      env: {
        PATH: process.env['PATH'] ?? '',
        ROOKERY_LOG_LEVEL: 'warn',
        PORT: String(this.#port),
        HOST: '127.0.0.1',
        ROOKERY_DATA_DIR: this.dataDir,
        ...this.clock.environment,
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#child = child;
    this.#gone = new Promise((resolve) => child.once('exit', resolve));
  }

  async whole(): Promise<void> {
    const giveUpAt = Date.now() + startDeadlineMs;
    for (;;) {
      const response = await fetch(`${this.directUrl}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => null,
      );
      if (response?.ok) return;
      if (this.hasEnded || Date.now() > giveUpAt)
        throw new Error(
          `The server is not ready: ${existsSync(this.#log) ? readFileSync(this.#log, 'utf8').slice(-2_000) : ''}`,
        );
      await pause(30);
    }
  }

  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  get hasEnded(): boolean {
    return !this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves with the exit code when it is gone. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.hasEnded) return this.#child?.exitCode ?? null;
    this.#child?.kill(signal);
    // A stopped process takes no other signal but SIGKILL.
    if (signal !== 'SIGKILL') this.#child?.kill('SIGCONT');
    await this.#gone;
    return this.#child?.exitCode ?? null;
  }

  /** Resolves when it has ended by itself, or after `forMs`. */
  async ended(forMs: number): Promise<boolean> {
    await Promise.race([this.#gone, pause(forMs)]);
    return this.hasEnded;
  }

  remount(options: string): boolean {
    return spawnSync('mount', ['-o', `remount,${options}`, this.dataDir]).status === 0;
  }

  walFile(): string | null {
    const name = readdirSync(this.dataDir).find((file) => file.endsWith('-wal'));
    return name === undefined ? null : join(this.dataDir, name);
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    for (const front of this.fronts) await front.close();
    if (this.hasOwnDisk) unmount(this.dataDir);
    rmSync(dirname(this.dataDir), { recursive: true, force: true });
  }
}

const needsDisk = (system: EmbeddedSystem): string | null =>
  system.hasOwnDisk ? null : 'it needs root, for a small file system of its own';

async function killAndStart(
  system: EmbeddedSystem,
  forMs: number,
  healed: () => void,
  meanwhile?: () => void,
): Promise<void> {
  await system.end('SIGKILL');
  meanwhile?.();
  await pause(Math.min(forMs, 1_500));
  await system.start();
  healed();
}

export const embeddedFaults: readonly Fault<EmbeddedSystem>[] = [
  {
    name: 'kill -9',
    rule: 'OPS-10',
    leastMs: 50,
    mostMs: 1_500,
    strike: async (system, { hits, healed, forMs }) => {
      hits('the server');
      await killAndStart(system, forMs, healed);
    },
  },
  {
    name: 'kill -9 in mid-commit',
    rule: 'OPS-10',
    leastMs: 50,
    mostMs: 500,
    strike: async (system, { hits, healed, forMs }) => {
      hits('the server');
      const wal = system.walFile();
      if (wal) {
        const before = statSync(wal).mtimeMs;
        const giveUpAt = Date.now() + 2_000;
        // The write of the next commit has begun; its sync and its acks have not been seen yet.
        while (statSync(wal).mtimeMs === before && Date.now() < giveUpAt)
          await new Promise((resolve) => setImmediate(resolve));
      }
      await killAndStart(system, forMs, healed);
    },
  },
  {
    name: 'hang',
    rule: 'OPS-15',
    leastMs: 1_000,
    mostMs: 5_000,
    strike: async (system, { hits, healed, forMs }) => {
      hits('the server');
      system.signal('SIGSTOP');
      await pause(forMs);
      system.signal('SIGCONT');
      healed();
    },
  },
  {
    name: 'drain and restart',
    rule: 'OPS-11',
    leastMs: 50,
    mostMs: 1_000,
    strike: async (system, { hits, healed }) => {
      hits('the server');
      const code = await system.end('SIGTERM');
      if (code !== 0) throw new Error(`SIGTERM ended the server with ${code} instead of 0`);
      await system.start();
      healed();
    },
  },
  {
    name: 'full disk',
    rule: 'OPS-9',
    leastMs: 1_000,
    mostMs: 3_000,
    impossible: needsDisk,
    strike: async (system, { hits, healed, forMs }) => {
      hits('the data directory');
      const empty = fill(system.dataDir);
      await pause(forMs);
      empty();
      await system.whole();
      healed();
    },
  },
  {
    name: 'torn WAL tail',
    rule: 'OPS-10',
    leastMs: 50,
    mostMs: 500,
    strike: async (system, { hits, healed, forMs, target }) => {
      hits('the log of the database');
      await killAndStart(system, forMs, healed, () => {
        const wal = system.walFile();
        // Half a frame of a commit that nobody was promised.
        if (wal && statSync(wal).size > 0) appendFileSync(wal, readFileSync(wal).subarray(-(100 + (target % 3_000))));
      });
    },
  },
  {
    name: 'read-only disk',
    rule: 'OPS-7',
    leastMs: 100,
    mostMs: 1_000,
    impossible: needsDisk,
    strike: async (system, { hits, healed }) => {
      hits('the data directory');
      await system.end('SIGKILL');
      if (!system.remount('ro')) throw new Error('the disk could not be made read-only');
      try {
        system.spawn();
        // On a busy machine it takes its time to say no.
        if (!(await system.ended(startDeadlineMs))) throw new Error('the server does not refuse a read-only disk');
        if (system.exitCode === 0) throw new Error('the server ends with 0 on a read-only disk');
      } finally {
        system.remount('rw');
      }
      await system.end('SIGKILL');
      await system.start();
      healed();
    },
  },
  floodFault<EmbeddedSystem>(),
  clockFault<EmbeddedSystem>(({ clock }) => ({ name: 'the server', clock })),
  ...networkFaults<EmbeddedSystem>('clients and the server', 'CLI-1', clientsHop),
];
