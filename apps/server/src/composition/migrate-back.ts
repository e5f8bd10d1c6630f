import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openEmbeddedSink } from '../adapters/embedded/store-sink.ts';
import { copyStore } from '../app/copy-store.ts';
import type { Config, RedisConfig } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Opening } from '../ports/opening.ts';
import type { Write } from './migrate.ts';
import { openHistory } from './open-history.ts';
import { openOther } from './open-other.ts';

/** A node that was killed counts as living for so long, ms. */
const leasesMs = 20_000;
const lookMs = 500;

/**
 * Moves what is in a cluster, whose nodes are stopped, into an empty data directory. The mark in Redis goes from `closed` to `left` when everything is there: until then the cluster is whole and can be taken again,
 * from then on the directory, and the same command ends what was cut off. Throws `StartupError`. [MOVE-6]
 */
export async function migrateBack(
  { dataDir }: Pick<Config, 'dataDir'>,
  { history, ...redis }: RedisConfig & Pick<Config, 'history'>,
  write: Write,
): Promise<void> {
  const opening = await openOther(redis, redis.password);
  try {
    const mark = await opening.read();
    if (mark && (mark.state === 'filling' || mark.state === 'given-up'))
      throw new StartupError('This Redis does not hold a whole store: it was to be filled, and was not to its end.');
    const isGoingOn = mark?.state === 'closed' || mark?.state === 'left';
    const id = isGoingOn ? mark.id : randomUUID();
    // Whoever comes again comes with the same name, and may go on.
    const sink = openEmbeddedSink(dataDir, `npm run migrate -- --from, ${id}`, systemClock);
    try {
      await untilNobodyLives(opening, write);
      if (mark?.state !== 'left' && !(await opening.closeFor(id)))
        throw new StartupError('Somebody else is moving what is in this Redis just now.');
      const { openRedisSource } = await import('../adapters/redis/store-source.ts');
      const sealed = await openHistory({ history }, null);
      const source = await openRedisSource({ ...redis, ...(sealed && { blocks: sealed.blobs }) });
      try {
        let counts = { conversations: 0, messages: 0 };
        const finish = async (life: 'same' | 'new'): Promise<void> => {
          const living = await opening.living();
          if (living.length > 0) throw new StartupError(`The node ${living.join(', ')} runs: stop it, then repeat.`);
          if (!(await opening.leave(id)))
            throw new StartupError('It was given up meanwhile: the nodes may be started.');
          await sink.finish(life);
        };
        await sink.forgetAllButMessages();
        await copyStore(source, { ...sink, finish }, 'same', (done) => (counts = { ...done }));
        write(
          `${counts.messages} messages in ${counts.conversations} conversations are in ${dataDir} now, which alone counts: start its server. What is in that Redis may be deleted. The bytes of files stay where they are: set ROOKERY_FILES as the nodes had it.\n`,
        );
      } finally {
        await source.close();
        sealed?.blobs.close();
      }
    } finally {
      await sink.close();
    }
  } finally {
    await opening.close();
  }
}

/** Gives it up, unless everything is there already. */
export async function abortBack(redis: RedisConfig, write: Write): Promise<void> {
  const opening = await openOther(redis, redis.password);
  try {
    const mark = await opening.read();
    if (mark?.state === 'left')
      throw new StartupError(
        'It is done already: repeat the command without --abort, then start the server of that directory.',
      );
    if (mark?.state === 'closed' && !(await opening.stay(mark.id))) throw new StartupError('It is done already.');
    write('The nodes of that Redis may be started. What the data directory holds of it may be deleted.\n');
  } finally {
    await opening.close();
  }
}

async function untilNobodyLives(opening: Opening, write: Write): Promise<void> {
  for (let isTold = false, giveUpAt = performance.now() + leasesMs; ; isTold = true) {
    const living = await opening.living();
    if (living.length === 0) return;
    if (performance.now() > giveUpAt)
      throw new StartupError(
        `The node ${living.join(', ')} runs on this Redis. Nothing was changed. Stop it, then repeat.`,
      );
    if (!isTold) write(`Waiting for ${living.join(', ')} to be gone.\n`);
    await pause(lookMs);
  }
}
