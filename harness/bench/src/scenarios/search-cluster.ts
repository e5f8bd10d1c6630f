import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { append, newRoom } from '@rookery/server/contract-fixtures';
import { openRedisStore } from '@rookery/server/redis-store';
import { SeededRandom } from '@rookery/testkit';
import { startColony } from '@rookery/testkit/colony';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { quantile } from '../crowd.ts';
import type { Figure, Scenario } from './scenario.ts';
import { Corpus } from './search/corpus.ts';

const rooms = 50;
const beganAt = 1_760_000_000_000;
const everyMs = 30_000;
const writtenAtOnce = 200;
const lookMs = 50;
/** The bar is of so many messages. */
const barMessages = 500_000;
const barMs = 45_000;

/** Three nodes, of which two keep each conversation's index, until they are killed. */
export const searchCluster: Scenario = {
  name: 'search-cluster',
  about:
    'Three nodes over Redis Cluster, 100,000 messages in 50 rooms, each room’s index on two of the nodes: how long a search takes that is split among them, and how long it is not complete where first one, then another node is killed.',
  run: async (quick) => {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const colony = await startColony({
      ...{ dir, nodes: 3 },
      settings: { ROOKERY_RATE_LIMITS: 'off', ROOKERY_LOG_LEVEL: 'error' },
    });
    const store = await openRedisStore({ nodes: colony.redis.addresses, node: 'bench', clock: { now: Date.now } });
    try {
      const total = quick ? 5_000 : 100_000;
      const random = new SeededRandom(17);
      const corpus = new Corpus(random);
      const [first] = colony.servers;
      const asker = await guest(first?.url ?? '');
      const reader = asker.me as unknown as Parameters<typeof newRoom>[1];
      const ids = await Promise.all(Array.from({ length: rooms }, async () => (await newRoom(store, reader)).id));
      for (let index = 0; index < total; index += writtenAtOnce)
        await Promise.all(
          Array.from({ length: writtenAtOnce }, async (_, place) => {
            const key = `${index + place}`;
            const content = corpus.write(key);
            const at = beganAt + (index + place) * everyMs;
            await append(store, random.pick(ids), reader, { content, at, clientId: undefined });
            corpus.placed(key, key);
          }),
        );
      /** How long until a search is complete. */
      const completeMs = async (): Promise<number> => {
        const startedAt = performance.now();
        for (;;) {
          const page = await asker.askPatiently('search:messages', { query: corpus.pairs(1)[0] ?? '的' });
          if (page.ok && page['incomplete'] === undefined) return performance.now() - startedAt;
          await pause(lookMs);
        }
      };
      const begunMs = await completeMs();
      // What the second owner of each has to read; then all is kept twice.
      await pause(begunMs + 5_000);
      const took: number[] = [];
      for (const query of corpus.pairs(quick ? 50 : 300)) {
        const startedAt = performance.now();
        await asker.askPatiently('search:messages', { query });
        took.push(performance.now() - startedAt);
      }
      const away: number[] = [];
      for (const server of colony.servers.slice(1)) {
        await server.kill('SIGKILL');
        away.push(await completeMs());
        // It is noticed, and others own what it did: from now on, all of it is theirs to read.
        await pause(12_000);
        away.push(await completeMs());
      }
      const most = (barMs * total) / barMessages;
      const figure = (name: string, value: number, unit: string, bar?: string, met?: boolean): Figure =>
        bar === undefined ? { name, value, unit } : { name, value, unit, bar, met };
      return [
        figure('messages', total, ''),
        figure('programs that ran or waited for one of the cores, on average', loadavg()[1] ?? 0, ''),
        figure('indexed by their first search in', begunMs / 1_000, 's'),
        figure(
          'two Han letters over three nodes, p50',
          quantile(took, 0.5),
          'ms',
          '≤ 30 ms',
          quantile(took, 0.5) <= 30,
        ),
        figure(
          'two Han letters over three nodes, p99',
          quantile(took, 0.99),
          'ms',
          '≤ 150 ms',
          quantile(took, 0.99) <= 150,
        ),
        ...['one is killed', 'it is given up', 'a second is killed', 'it is given up too'].map((name, index) =>
          figure(
            `${name}: complete again after`,
            (away[index] ?? 0) / 1_000,
            's',
            '≤ 45 s a 500,000 messages',
            (away[index] ?? 0) <= Math.max(most, 5_000),
          ),
        ),
      ];
    } finally {
      everyoneLeaves();
      await store.close();
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
