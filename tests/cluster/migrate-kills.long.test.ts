import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MovingScene, redisPassword } from '@rookery/testkit/moving-scene';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crowd } from './crowd.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-kills-'));
let redis: RedisCluster;
beforeAll(async () => {
  redis = await startRedisCluster({ dir: join(dir, 'redis'), password: redisPassword });
}, 120_000);
afterAll(async () => {
  await redis?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** What the command says as it comes to each step. */
const steps = ['Pass 1', 'Compared', 'writes nothing now', 'each compared', 'is the server now', 'Without writing for'];
const victims = ['the command', 'the old server', 'the node', 'a master'] as const;

async function kill(victim: (typeof victims)[number], scene: MovingScene, command: { kill(): void }): Promise<void> {
  switch (victim) {
    case 'the command':
      return command.kill();
    case 'the old server':
      await scene.old.kill('SIGKILL');
      // As its supervisor does.
      return scene.old.start();
    case 'the node':
      await scene.node.kill('SIGKILL');
      return scene.node.spawn();
    case 'a master': {
      // That of the mark.
      const master = await redis.masterOf('{presence}');
      await master.kill('SIGKILL');
      await redis.healthy(30_000).catch(() => undefined);
      return master.start();
    }
  }
}

test.each(steps.flatMap((step) => victims.map((victim) => [victim, step] as const)))(
  '[MOVE-3, MOVE-5] %s is killed at “%s”: one side goes on, and the move can be repeated to its end',
  async (victim, step) => {
    const at = `${steps.indexOf(step)}-${victims.indexOf(victim)}`;
    const scene = await MovingScene.begin(join(dir, at), redis, `kill-${at}`);
    const crowd = await Crowd.gather({ url: scene.old.url, people: 10, rooms: 4, pauseMs: 200 });
    let supervising: NodeJS.Timeout | undefined;
    try {
      crowd.write();
      await crowd.hasWritten(100);
      const command = scene.migrate(scene.to);
      await command.says('Pass 1');
      // A node that found nothing to serve is started again, as its supervisor does.
      supervising = setInterval(() => scene.node.spawn(), 500);
      await command.says(step);
      await kill(victim, scene, command);
      const { code, said } = await command.ended;
      const ends = [said];
      // Until it says that all is done: by it, or by what was killed.
      for (let turn = 0, last = code; last !== 0; turn += 1) {
        if (turn > 5) throw new Error(ends.join('\n---\n'));
        await pause(1_000);
        const again = await scene.migrate(scene.to).ended;
        ends.push(again.said);
        last = again.code;
      }
      await crowd.hasWritten(50);
      await crowd.holds();
      expect(crowd.members.flatMap(({ told }) => [...told.values()].filter(({ epochs }) => epochs > 0))).toEqual([]);
    } finally {
      clearInterval(supervising);
      crowd.leave();
      await scene.end();
      await redis.healthy(60_000);
    }
  },
  300_000,
);
