import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@rookery/testkit/free-port';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { serverCommand, serverProcess } from '@rookery/testkit/server-process';
import type { ServerProcess } from '@rookery/testkit/server-process';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { ToldRecord } from '../history.ts';
import { Archive } from './archive.ts';
import { clockFault } from './clock-fault.ts';
import { FakeClock } from '@rookery/testkit/fake-clock';
import { floodFault } from './flood.ts';
import { clientsHop, networkFaults } from './network-faults.ts';
import { ownDirectory } from './own-directory.ts';
import { PageServer } from './page-server.ts';
import { SmallDisk } from './small-disk.ts';
import type { Fault, Striking, System } from './system.ts';
import { readTrace, traceEnvironment, tracedNode } from './trace.ts';

/** On a busy machine a server takes its time to say no. */
const refusalMs = 30_000;
const diskBytes = 96 * 1024 * 1024;

type Outside = Pick<EmbeddedSystem, 'pages' | 'pushes'>;

/** One built server process on SQLite, on a file system of its own where the machine allows that. */
export class EmbeddedSystem implements System {
  readonly fronts: readonly TcpProxy[];
  readonly directUrl: string;
  readonly dataDir: string;
  /** What the data lie on; null where this user may not mount. */
  readonly disk: SmallDisk | null;
  readonly clock: FakeClock;
  readonly setupFile: string;
  readonly server: ServerProcess;
  readonly pages: PageServer;
  readonly pushes: PushServiceOfOurs;
  readonly archive: Archive;
  readonly #trace: string;

  private constructor(port: number, build: string, dir: string, fronts: readonly TcpProxy[], outside: Outside) {
    this.fronts = fronts;
    this.pages = outside.pages;
    this.pushes = outside.pushes;
    this.dataDir = join(dir, 'data');
    mkdirSync(this.dataDir);
    this.setupFile = join(this.dataDir, 'setup.url');
    this.disk = SmallDisk.onImage(this.dataDir, diskBytes) ?? SmallDisk.inMemory(this.dataDir, diskBytes);
    this.clock = new FakeClock(join(dir, 'clock'));
    this.#trace = join(dir, 'trace');
    this.server = serverProcess({
      port,
      log: join(dir, 'server.log'),
      command: serverCommand(tracedNode),
      settings: {
        ROOKERY_DATA_DIR: this.dataDir,
        // Beside the small disk: where less than a gigabyte is free, no file is taken.
        ROOKERY_FILES: join(dir, 'files'),
        ROOKERY_LINK_PREVIEWS: 'on',
        ROOKERY_OUTBOUND_ALLOW: `${outside.pages.host},${outside.pushes.host}`,
        ...this.clock.environment,
        ...traceEnvironment(build, this.#trace),
      },
    });
    this.directUrl = this.server.url;
    this.archive = new Archive(dir, build, () => ({
      ROOKERY_DATA_DIR: this.dataDir,
      ROOKERY_FILES: join(dir, 'files'),
    }));
  }

  /** `build`: the folder with main.js; another than the normal build only to prove the checker. */
  static async start(fronts: number, build = join(repositoryRoot, 'apps/server/dist')): Promise<EmbeddedSystem> {
    const port = await freePort();
    const proxies = await Promise.all(Array.from({ length: fronts }, () => TcpProxy.open(port)));
    const outside = { pages: await PageServer.open(), pushes: await PushServiceOfOurs.start() };
    const system = new EmbeddedSystem(port, build, ownDirectory(), proxies, outside);
    try {
      await system.server.start();
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  urlOf(front: number): string {
    const proxy = this.fronts[front % this.fronts.length];
    return proxy ? `http://127.0.0.1:${proxy.port}` : this.directUrl;
  }

  told(): readonly ToldRecord[] {
    return readTrace(this.#trace);
  }

  whole(): Promise<void> {
    return this.server.ready();
  }

  walFile(): string | null {
    const name = readdirSync(this.dataDir).find((file) => file.endsWith('-wal'));
    return name === undefined ? null : join(this.dataDir, name);
  }

  async stop(): Promise<void> {
    await this.archive.stop();
    await this.server.kill('SIGKILL');
    for (const front of this.fronts) await front.close();
    this.pages.close();
    await this.pushes.close();
    this.disk?.unmount();
    rmSync(dirname(this.dataDir), { recursive: true, force: true });
  }
}

const needsRoot = 'it needs root, for a small file system of its own';

/** A fault of the disk, where the data lie on one that we may do this to. */
const onDisk = (
  kind: Omit<Fault<EmbeddedSystem>, 'strike' | 'impossible'>,
  strike: (system: EmbeddedSystem, disk: SmallDisk, striking: Omit<Striking, 'hits'>) => Promise<void>,
  impossible: (disk: SmallDisk) => string | null = () => null,
): Fault<EmbeddedSystem> => ({
  ...kind,
  impossible: ({ disk }) => (disk ? impossible(disk) : needsRoot),
  strike: async (system, striking) => {
    striking.hits('the data directory');
    if (system.disk) await strike(system, system.disk, striking);
  },
});

async function killAndStart(
  system: EmbeddedSystem,
  forMs: number,
  healed: () => void,
  meanwhile?: () => void,
): Promise<void> {
  await system.server.kill('SIGKILL');
  meanwhile?.();
  await pause(Math.min(forMs, 1_500));
  await system.server.start();
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
      system.server.signal('SIGSTOP');
      await pause(forMs);
      system.server.signal('SIGCONT');
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
      const code = await system.server.kill('SIGTERM');
      if (code !== 0) throw new Error(`SIGTERM ended the server with ${code} instead of 0`);
      await system.server.start();
      healed();
    },
  },
  onDisk(
    { name: 'full disk', rule: 'OPS-9', leastMs: 1_000, mostMs: 3_000 },
    async (system, disk, { healed, forMs }) => {
      const empty = disk.fill();
      await pause(forMs);
      empty();
      await system.whole();
      healed();
    },
  ),
  onDisk(
    { name: 'disk that turns read-only', rule: 'OPS-9', leastMs: 500, mostMs: 3_000 },
    async (system, disk, { healed, forMs, target }) => {
      disk.break();
      await pause(forMs);
      await system.archive.without(async () => {
        await system.server.kill(target % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
        disk.mend();
        await system.server.start();
      });
      healed();
    },
    (disk) => (disk.canBreak ? null : 'it needs loop devices, for a disk that breaks'),
  ),
  {
    name: 'torn WAL tail',
    rule: 'OPS-10',
    leastMs: 50,
    mostMs: 500,
    strike: async (system, { hits, healed, forMs, target }) => {
      hits('the log of the database');
      const tear = (): void => {
        const wal = system.walFile();
        // Half a frame of a commit that nobody was promised.
        if (wal && statSync(wal).size > 0) appendFileSync(wal, readFileSync(wal).subarray(-(100 + (target % 3_000))));
      };
      await system.archive.without(() => killAndStart(system, forMs, healed, tear));
    },
  },
  onDisk(
    { name: 'start on a read-only disk', rule: 'OPS-7', leastMs: 100, mostMs: 1_000 },
    async (system, disk, { healed }) => {
      await system.archive.without(async () => {
        await system.server.kill('SIGKILL');
        if (!disk.remount('ro')) throw new Error('the disk could not be made read-only');
        try {
          system.server.spawn();
          if (!(await system.server.ends(refusalMs))) throw new Error('the server does not refuse a read-only disk');
          if (system.server.exitCode === 0) throw new Error('the server ends with 0 on a read-only disk');
        } finally {
          disk.remount('rw');
        }
        await system.server.kill('SIGKILL');
      });
      await system.server.start();
      healed();
    },
  ),
  floodFault<EmbeddedSystem>(),
  clockFault<EmbeddedSystem>(({ clock }) => ({ name: 'the server', clock })),
  ...networkFaults<EmbeddedSystem>('clients and the server', 'CLI-1', clientsHop),
];
