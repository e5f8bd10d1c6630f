import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeMove } from '../adapters/embedded/data-directory.ts';
import { openEmbeddedSource } from '../adapters/embedded/store-source.ts';
import { copyBlobs } from '../app/copy-blobs.ts';
import { LiveCopy } from '../app/live-copy.ts';
import type { CopyCounts } from '../app/live-copy.ts';
import type { Config, RedisConfig } from '../config/env.ts';
import type { FilesPlace } from '../config/files-place.ts';
import { systemClock } from '../domain/clock.ts';
import type { Moving, MovingTo } from '../domain/moving.ts';
import { StartupError } from '../domain/startup-error.ts';
import { askOwnDoor } from '../http/ask-own-door.ts';
import type { Opening } from '../ports/opening.ts';
import type { StoreSink } from '../ports/store-sink.ts';
import { openOther } from './open-other.ts';
import { openPlace } from './open-blobs.ts';
import { untilAnswers } from './pass-on-to.ts';
import type { MoveCommand } from './run-move-away.ts';
import { checkNginx, switchNginx } from './switch-nginx.ts';
import type { NginxSwitch } from './switch-nginx.ts';

export type MigrateTo = {
  readonly redis: RedisConfig;
  /** Where the cluster's server answers. */
  readonly url: string;
  readonly nginx: NginxSwitch | null;
  /** Null: the bytes of files stay where they are. */
  readonly filesTo: FilesPlace | null;
};
export type Write = (text: string) => void;

/** While fewer messages than this come during a pass, another one makes little less. */
const fewMessages = 500;
const mostPasses = 8;
/** The source waits 10 s for a word. */
const keepMs = 1_000;
/** Then what was closed is given up, and serves again. */
const longestClosedMs = 120_000;
const readyMs = 60_000;

const seconds = (from: number): string => ((performance.now() - from) / 1_000).toFixed(1);

/** What the server of a data directory knows of being moved. */
export const say = async (dataDir: string, command: MoveCommand): Promise<Moving> =>
  // Our own server's answer.
  ((await askOwnDoor(dataDir, command)) as { readonly moving: Moving }).moving;

/** Moves what a running embedded server has into an empty Redis Cluster, and its clients with it. Throws `StartupError`; the source then serves as before. [MOVE-1] */
export async function migrate(config: Config, to: MigrateTo, write: Write, stop: AbortSignal): Promise<void> {
  const before = await say(config.dataDir, { say: 'status' });
  if (before.state === 'moved') return write(`It was moved to ${before.to.url} already.\n`);
  // Whoever was at it has died, and left the source closed.
  if (before.state === 'closed') {
    const now = await say(config.dataDir, { say: 'settle', id: before.id });
    if (now.state === 'moved') return write(`It was moved to ${now.to.url} already.\n`);
  }
  if (to.nginx) checkNginx(to.nginx);
  const target: MovingTo = {
    nodes: [...to.redis.nodes],
    ...{ username: to.redis.username, prefix: to.redis.prefix, tls: to.redis.tls, url: to.url },
  };
  const id = `${ownerOf(config.dataDir)}.${randomUUID()}`;
  const lock = takeMove(config.dataDir);
  const opening = await openOther(target, to.redis.password).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  try {
    const { openRedisSink } = await import('../adapters/redis/store-sink.ts');
    const left = await leftBy(opening, id);
    const sink = await openRedisSink(to.redis, 'npm run migrate', systemClock, left !== null);
    try {
      // Not before that has found nothing of others.
      if (!(await opening.fill(id, left)))
        throw new StartupError('Another server is being moved to this Redis just now.');
      await say(config.dataDir, { say: 'begin', step: { act: 'begin', id, to: target }, password: to.redis.password });
      await move({ config, to, write, stop, opening, sink, id });
    } finally {
      await sink.close();
    }
  } finally {
    await opening.close();
    lock.release();
  }
}

/** Whose attempts these are: before the dot of their ids. */
const ownerOf = (dataDir: string): string =>
  createHash('sha256')
    .update(`${hostname()}:${resolve(dataDir)}`)
    .digest('base64url')
    .slice(0, 12);

/** The attempt of ours that has left what is there, which nobody can open any more; null where nothing is. Throws `StartupError` where it is another's. */
async function leftBy(opening: Opening, id: string): Promise<string | null> {
  const mark = await opening.read();
  if (mark === null) return null;
  if (mark.state !== 'filling' && mark.state !== 'given-up')
    throw new StartupError(
      'This Redis is in use: a store was moved there before. Nothing was changed. Name one that is empty.',
    );
  if (mark.id.split('.')[0] !== id.split('.')[0])
    throw new StartupError(
      'Another server is being moved to this Redis, or was to be. Nothing was changed. Name one that is empty.',
    );
  return mark.id;
}

type Attempt = {
  readonly config: Config;
  readonly to: MigrateTo;
  readonly write: Write;
  readonly stop: AbortSignal;
  readonly opening: Opening;
  readonly sink: StoreSink;
  readonly id: string;
};

async function move({ config, to, write, stop, opening, sink, id }: Attempt): Promise<void> {
  const { openRedisSource } = await import('../adapters/redis/store-source.ts');
  const { dataDir } = config;
  const startedAt = performance.now();
  const copy = await openRedisSource(to.redis);
  const source = openEmbeddedSource(dataDir);
  let keeping: NodeJS.Timeout | undefined;
  let isOpened = false;
  try {
    const store = new LiveCopy(source, sink);
    const files = to.filesTo && {
      from: await openPlace(config.files, 'Files', 'ROOKERY_FILES'),
      to: await openPlace(to.filesTo, 'Files', '--files-to'),
    };
    if (files) {
      const copied = await copyBlobs(files.from, files.to);
      write(
        `Copied ${copied.files} ${copied.files === 1 ? 'file' : 'files'} (${copied.bytes} bytes) while the server serves.\n`,
      );
    } else write(`The bytes of files stay where they are (${placeOf(config.files)}): the nodes need them there.\n`);
    for (let pass = 1, written = Infinity; written > fewMessages && pass <= mostPasses; pass += 1) {
      const passAt = performance.now();
      written = await store.messages(() => stop.throwIfAborted());
      write(`Pass ${pass}: ${written} messages in ${seconds(passAt)} s, while the server serves.\n`);
    }
    const checkedAt = performance.now();
    await store.rest();
    stop.throwIfAborted();
    await store.compare(copy);
    write(`Compared what was copied in ${seconds(checkedAt)} s, while the server serves.\n`);
    await store.messages();
    stop.throwIfAborted();

    const closedAt = performance.now();
    await say(dataDir, { say: 'close', id });
    keeping = setInterval(() => void say(dataDir, { say: 'keep', id }).catch(() => undefined), keepMs);
    write('The server writes nothing now: it reads, and its clients keep what they write.\n');
    const tail = await store.messages();
    if (files) await copyBlobs(files.from, files.to);
    await store.rest();
    const counts: CopyCounts = await store.check(copy);
    await sink.finish('same');
    if (performance.now() - closedAt > longestClosedMs)
      throw new StartupError('It took too long without service: the server serves again. Repeat at a quieter hour.');
    write(
      `The last ${tail} messages are there: ${counts.messages} in ${counts.conversations} conversations, ${counts.people} people, each compared.\n`,
    );
    if (!(await opening.open(id))) throw new StartupError('The server did not wait, and serves again: repeat.');
    isOpened = true;
    write(`${to.url} is the server now. What is in ${dataDir} is no longer needed.\n`);
    const isReady = await untilAnswers(to.url, readyMs);
    if (!isReady) write(`No node is ready at ${to.url} yet: start them. The old server passes on whoever comes.\n`);
    if (to.nginx) switchNginx(to.nginx);
    await say(dataDir, { say: 'leave', id });
    write(`Without writing for ${seconds(closedAt)} s, ${seconds(startedAt)} s in all.\n`);
  } catch (error) {
    if (isOpened)
      throw new StartupError(`${to.url} counts from now on; the old server will notice by itself: ${messageOf(error)}`);
    const now = await settle(dataDir, id);
    if (now?.state === 'moved') return write(`${to.url} is the server now.\n`);
    throw new StartupError(
      `${messageOf(error)} Nothing has moved: ${now ? 'the server serves as before' : 'the server will go on by itself'}.`,
      { cause: error },
    );
  } finally {
    clearInterval(keeping);
    await Promise.all([source.close(), copy.close()]);
  }
}

/** Null where the server cannot be asked: it settles that by itself. */
async function settle(dataDir: string, id: string): Promise<Moving | null> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return await say(dataDir, { say: 'settle', id });
    } catch {
      await pause(500);
    }
  }
  return null;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const placeOf = (place: FilesPlace): string => (place.kind === 'directory' ? place.path : `S3 bucket ${place.bucket}`);
