import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { repositoryRoot } from '../repository-root.ts';
import type { RedisCluster } from './redis-cluster.ts';
import { serverCommand, serverProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

export const redisPassword = 'secret-of-redis';

export type Command = {
  /** Resolves when it has said this, or has ended. */
  readonly says: (words: string) => Promise<void>;
  readonly kill: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
};

/** Of a scene: left out, what is usual. */
type MovingParts = {
  /** The folder of the built server. */
  readonly build?: string;
  /** The script that both servers run. */
  readonly main?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the node has the bytes of files; left out: where the old server has them. */
  readonly filesOfNode?: string;
};

/** An embedded server that is moved, and a node of where it moves to. */
export class MovingScene {
  readonly old: ServerProcess;
  readonly node: ServerProcess;
  readonly dataDir: string;
  /** Of both, beside where their data lie. */
  readonly settings: Readonly<Record<string, string>>;
  readonly #redis: RedisCluster;
  readonly #ofNode: Readonly<Record<string, string>>;
  readonly #prefix: string;
  readonly #build: string;

  private constructor(
    dir: string,
    redis: RedisCluster,
    prefix: string,
    ports: readonly [number, number],
    {
      build = join(repositoryRoot, 'apps/server/dist'),
      main = join(build, 'main.js'),
      settings,
      filesOfNode,
    }: MovingParts,
  ) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#build = build;
    const command = serverCommand(main);
    this.dataDir = join(dir, 'old');
    mkdirSync(this.dataDir, { recursive: true });
    this.settings = { ROOKERY_FILES: join(dir, 'files'), ROOKERY_RATE_LIMITS: 'off', ...settings };
    this.old = serverProcess({
      name: 'the old server',
      port: ports[0],
      log: join(dir, 'old.log'),
      command,
      settings: { ...this.settings, ROOKERY_DATA_DIR: this.dataDir, ROOKERY_NODE_NAME: 'old' },
    });
    this.#ofNode = {
      ...this.settings,
      ...(filesOfNode === undefined ? {} : { ROOKERY_FILES: filesOfNode }),
      ...{ ROOKERY_DATA_DIR: join(dir, 'node'), ROOKERY_NODE_NAME: 'n1', ROOKERY_REDIS_PREFIX: prefix },
      ...{ REDIS_NODES: redis.addresses.join(','), REDIS_PASSWORD: redisPassword },
    };
    this.node = serverProcess({
      name: 'the node',
      port: ports[1],
      log: join(dir, 'node.log'),
      command,
      settings: this.#ofNode,
    });
  }

  /** The old server is started. `redis` has the password. */
  static async begin(dir: string, redis: RedisCluster, prefix = '', parts: MovingParts = {}): Promise<MovingScene> {
    const scene = new MovingScene(dir, redis, prefix, [await freePort(), await freePort()], parts);
    await scene.old.start();
    return scene;
  }

  /** Where to. */
  get to(): readonly string[] {
    return ['--to', this.#redis.addresses.join(','), '--url', this.node.url];
  }

  get from(): readonly string[] {
    return ['--from', this.#redis.addresses.join(',')];
  }

  migrate(words: readonly string[], dataDir = this.dataDir): Command {
    const { ROOKERY_FILES = '' } = this.settings;
    const child = spawn(process.execPath, ['--enable-source-maps', join(this.#build, 'migrate.js'), ...words], {
      env: {
        ...{ PATH: process.env['PATH'] ?? '', ROOKERY_DATA_DIR: dataDir, ROOKERY_FILES },
        ...{ REDIS_PASSWORD: redisPassword, ROOKERY_REDIS_PREFIX: this.#prefix },
      },
    });
    let said = '';
    const waiting = new Set<() => void>();
    const hear = (data: Buffer): void => {
      said += data.toString();
      for (const look of waiting) look();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
      child.once('close', (code) => resolve({ code, said }));
    });
    const heard = (words: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (said.includes(words)) resolve();
        };
        waiting.add(look);
        look();
      });
    return {
      says: (words) => Promise.race([heard(words), ended.then(() => undefined)]),
      kill: () => void child.kill('SIGKILL'),
      ended,
    };
  }

  /** A command of the shell, with what the node has. Its code, and what it said. */
  async admin(...words: readonly string[]): Promise<readonly [number | null, string]> {
    const child = spawn(process.execPath, [join(this.#build, 'admin.js'), ...words], {
      env: { PATH: process.env['PATH'] ?? '', ...this.#ofNode },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve([code, said])));
  }

  async end(): Promise<void> {
    await Promise.all([this.old.kill('SIGKILL'), this.node.kill('SIGKILL')]);
  }
}
