import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MovingScene, redisPassword } from '@rookery/testkit/moving-scene';
import type { Command } from '@rookery/testkit/moving-scene';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { ownDirectory } from './own-directory.ts';
import { PageServer } from './page-server.ts';
import type { Fault, System } from './system.ts';
import { traceEnvironment, tracedNode } from './trace.ts';

/** As a supervisor starts again what has ended. */
const againMs = 500;
/** Of the command, until it says that all is done. */
const mostTurns = 8;

/** An embedded server, and a Redis Cluster with a node, into which it is moved while everybody is there. Without NGINX: the old server passes on whoever comes. */
export class MovingSystem implements System {
  readonly fronts: readonly TcpProxy[];
  readonly scene: MovingScene;
  readonly pages: PageServer;
  readonly pushes: PushServiceOfOurs;
  readonly directUrl: string;
  readonly setupFile: string;
  readonly #redis: RedisCluster;
  readonly #dir: string;
  readonly #commands = new Set<Command>();
  #supervising: NodeJS.Timeout | undefined;

  private constructor(
    dir: string,
    scene: MovingScene,
    redis: RedisCluster,
    fronts: readonly TcpProxy[],
    outside: Pick<MovingSystem, 'pages' | 'pushes'>,
  ) {
    this.#dir = dir;
    this.#redis = redis;
    this.scene = scene;
    this.fronts = fronts;
    this.pages = outside.pages;
    this.pushes = outside.pushes;
    this.directUrl = scene.old.url;
    this.setupFile = join(scene.dataDir, 'setup.url');
  }

  static async start(fronts: number, build = join(repositoryRoot, 'apps/server/dist')): Promise<MovingSystem> {
    const dir = ownDirectory();
    const redis = await startRedisCluster({ dir: join(dir, 'redis'), password: redisPassword });
    const outside = { pages: await PageServer.open(), pushes: await PushServiceOfOurs.start() };
    const scene = await MovingScene.begin(dir, redis, '', {
      build,
      main: tracedNode,
      settings: {
        ROOKERY_LINK_PREVIEWS: 'on',
        ROOKERY_OUTBOUND_ALLOW: `${outside.pages.host},${outside.pushes.host}`,
        ...traceEnvironment(build, join(dir, 'trace')),
      },
    });
    const proxies = await Promise.all(Array.from({ length: fronts }, () => TcpProxy.open(scene.old.port)));
    return new MovingSystem(dir, scene, redis, proxies, outside);
  }

  urlOf(front: number): string {
    const proxy = this.fronts[front % this.fronts.length];
    return proxy ? `http://127.0.0.1:${proxy.port}` : this.directUrl;
  }

  async whole(): Promise<void> {
    await this.scene.node.ready();
    await this.scene.old.ready();
  }

  /** Moves it. `struck` is done when the first command comes to a step; the command is repeated until it has said that all is done. */
  async move(step: string, struck: (command: Command) => Promise<void>): Promise<void> {
    const first = this.#begin();
    await first.says(steps[0]);
    this.#supervising = setInterval(() => this.scene.node.spawn(), againMs);
    await first.says(step);
    await struck(first);
    const said: string[] = [];
    for (let command = first; ; command = this.#begin()) {
      const ended = await command.ended;
      this.#commands.delete(command);
      if (ended.code === 0) return;
      said.push(ended.said);
      if (said.length === mostTurns) throw new Error(`it did not move: ${said.join('\n---\n')}`);
      await pause(2 * againMs);
    }
  }

  #begin(): Command {
    const command = this.scene.migrate(this.scene.to);
    this.#commands.add(command);
    return command;
  }

  async stop(): Promise<void> {
    clearInterval(this.#supervising);
    for (const command of this.#commands) command.kill();
    await this.scene.end();
    for (const front of this.fronts) await front.close();
    this.pages.close();
    await this.pushes.close();
    await this.#redis.stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** What the command says as it comes to each step. */
const steps = [
  'Pass 1',
  'Compared',
  'writes nothing now',
  'each compared',
  'is the server now',
  'Without writing for',
] as const;

/** `strike` does it, and answers when whoever was struck is there again. */
const moveFault = (
  name: string,
  rule: string,
  strike: (system: MovingSystem, command: Command) => Promise<void>,
): Fault<MovingSystem> => ({
  ...{ name, rule, leastMs: 12_000, mostMs: 12_000 },
  strike: async (system, { target, hits, healed }) => {
    const step = steps[target % steps.length] ?? steps[0];
    hits(`at “${step}”`);
    await system.move(step, (command) => strike(system, command));
    healed();
  },
});

/** One of them is a run. */
export const movingFaults: readonly Fault<MovingSystem>[] = [
  moveFault('move into a cluster', 'MOVE-1', () => Promise.resolve()),
  moveFault('move into a cluster, with a kill -9 of the command', 'MOVE-5', async (_, command) => {
    command.kill();
    await command.ended;
  }),
  moveFault('move into a cluster, with a kill -9 of the old server', 'MOVE-5', async ({ scene }) => {
    await scene.old.kill('SIGKILL');
    await scene.old.start();
  }),
  moveFault('move into a cluster, with a kill -9 of the node', 'MOVE-5', async ({ scene }) => {
    await scene.node.kill('SIGKILL');
    scene.node.spawn();
  }),
];
