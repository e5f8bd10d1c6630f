import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId, User } from '@rookery/protocol';
import { append } from '@rookery/server/contract-fixtures';
import { openEmbeddedSink } from '@rookery/server/embedded-sink';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { openRedisSink } from '@rookery/server/redis-sink';
import { openRedisStore } from '@rookery/server/redis-store';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { quantile } from '../crowd.ts';
import { fillStore } from '../filled-store.ts';
import { clock } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

type Sink = ReturnType<typeof openEmbeddedSink>;
type Place = {
  readonly name: string;
  readonly sink: () => Sink | Promise<Sink>;
  readonly store: () => Promise<Store>;
  /** What the commands are told of it, and of an empty one beside it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly empty: Readonly<Record<string, string>>;
};

const rooms = 100;
/** Appends beside the backup: each so much after the one before, whatever that took. */
const appendEveryMs = 5;
const calmMs = 4_000;
/** The bar of the second backup is of so many messages. */
const barMessages = 1_000_000;

const content = 'x'.repeat(120);

/** As `npm run COMMAND` runs it. Answers how long it took, in s. */
async function run(command: string, archive: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(repositoryRoot, `apps/server/dist/${command}.js`), archive], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((ended) => child.on('exit', ended));
  if (code !== 0) throw new Error(`${command} failed`);
  return (performance.now() - startedAt) / 1_000;
}

/** Appends until it is told to stop; answers how long each took, in ms. */
function appending(
  store: Store,
  ids: readonly ConversationId[],
  by: User,
): { readonly stop: () => Promise<readonly number[]> } {
  const took: number[] = [];
  let isOver = false;
  const loop = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const startedAt = performance.now();
      await append(store, at(ids, count), by);
      took.push(performance.now() - startedAt);
      await pause(appendEveryMs);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await loop;
      return took;
    },
  };
}

async function measure(place: Place, archive: string, messages: number): Promise<Figure[]> {
  const { name } = place;
  const begunAt = performance.now();
  const { rooms: ids, users } = await fillStore(await place.sink(), {
    ...{ rooms, perRoom: messages / rooms, writtenAt: Date.now() - 60_000 },
    say: () => ({ content, by: 0 }),
  });
  const owner = at(users, 0);
  const filledS = (performance.now() - begunAt) / 1_000;
  const store = await place.store();
  try {
    const calm = appending(store, ids, owner);
    await pause(calmMs);
    const before = quantile(await calm.stop(), 0.99);
    const beside = appending(store, ids, owner);
    const fullS = await run('backup', archive, place.settings);
    const during = quantile(await beside.stop(), 0.99);
    for (let count = 0; count < messages / 100; count += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => append(store, at(ids, count + index), owner)));
    const nextS = await run('backup', archive, place.settings);
    const restoreS = await run('restore', archive, place.empty);
    const rate = (seconds: number): number => messages / seconds;
    const bar = (figure: Omit<Figure, 'name'> & { readonly name: string }): Figure => ({
      ...figure,
      name: `${name}: ${figure.name}`,
    });
    return [
      bar({ name: 'written as records into an empty store', value: rate(filledS), unit: 'messages/s' }),
      bar({
        name: 'backup while it is written to',
        value: rate(fullS),
        unit: 'messages/s',
        bar: '≥ 30,000',
        met: rate(fullS) >= 30_000,
      }),
      bar({ name: 'append, p99, without', value: before, unit: 'ms' }),
      bar({
        name: 'append, p99, meanwhile',
        value: during,
        unit: 'ms',
        bar: '≤ 1.5 × without',
        met: during <= 1.5 * before,
      }),
      // The first one keeps a pace of 40,000 messages a second, which makes it longer than it would have to be.
      bar({ name: 'the first backup', value: fullS, unit: 's' }),
      bar({ name: 'another backup, 1 % more, from start to end of its process', value: nextS, unit: 's' }),
      // Of few messages it is the start of a process that is measured.
      bar({
        name: 'another backup, 1 % more',
        value: (nextS / fullS) * 100,
        unit: '% of the first',
        ...(messages < barMessages ? {} : { bar: '≤ 5', met: nextS <= fullS / 20 }),
      }),
      bar({
        name: 'restore',
        value: rate(restoreS),
        unit: 'messages/s',
        bar: '≥ 20,000',
        met: rate(restoreS) >= 20_000,
      }),
    ];
  } finally {
    await store.close();
  }
}

/** In turns. */
function at<T>(all: readonly T[], index: number): T {
  const found = all[index % all.length];
  if (found === undefined) throw new Error('there is none');
  return found;
}

export const archive: Scenario = {
  name: 'archive',
  about:
    'Backup of a store that is written to, by the command; again after 1 % more; restore into an empty store. Messages of 120 bytes in 100 rooms, on SQLite and on a Redis Cluster (whose nodes share the cores with all that measures).',
  run: async (quick) => {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-archive-'));
    const messages = quick ? 50_000 : barMessages;
    const [data, other] = [join(dir, 'data'), join(dir, 'other')];
    for (const path of [data, other]) mkdirSync(path);
    const figures: Figure[] = [];
    try {
      figures.push(
        ...(await measure(
          {
            name: 'SQLite',
            sink: () => openEmbeddedSink(data, 'the bench', clock),
            store: () => openEmbeddedStore({ dataDir: data, clock, log: { error: () => undefined } }),
            settings: { ROOKERY_DATA_DIR: data },
            empty: { ROOKERY_DATA_DIR: other },
          },
          join(dir, 'of-sqlite'),
          messages,
        )),
      );
      const cluster = await startRedisCluster({ dir: join(dir, 'redis') });
      try {
        const nodes = cluster.addresses;
        const settings = { REDIS_NODES: nodes.join(','), ROOKERY_DATA_DIR: join(dir, 'none') };
        figures.push(
          ...(await measure(
            {
              name: 'Redis',
              sink: () => openRedisSink({ nodes }, 'the bench', clock),
              store: () => openRedisStore({ nodes, node: 'bench', clock }),
              settings,
              empty: { ...settings, ROOKERY_REDIS_PREFIX: 'restored' },
            },
            join(dir, 'of-redis'),
            messages,
          )),
        );
      } finally {
        await cluster.stop();
      }
      return figures;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
