import type { Clock } from '../../domain/clock.ts';
import { newestLevel } from '../../domain/data-levels.ts';
import { StartupError } from '../../domain/startup-error.ts';
import { aboutKinds, personalKinds } from '../../domain/store-record.ts';
import type { AboutRecord, MessageRecord, PersonalRecord, StoreRecord } from '../../domain/store-record.ts';
import type { StoreSink } from '../../ports/store-sink.ts';
import { holdsPeople, readUnfinished } from './claim-keys.ts';
import { connect } from './connect.ts';
import type { RedisConnection } from './connect.ts';
import { installationKey, nodesKey, writtenKey } from './keys.ts';
import { BulkWriter } from './records/bulk-writer.ts';
import { deriveAll, forgetTheRest } from './records/finishing.ts';
import { fields, pairs, readKeys } from './records/read-keys.ts';
import { ConversationWriting } from './records/write-conversations.ts';
import { MessageWriting } from './records/write-messages.ts';
import { PeopleWriting } from './records/write-people.ts';
import { ServerWriting } from './records/write-server.ts';
import type { Shards } from './shards.ts';

/** Takes keys under which there is nothing, or goes on with what was begun under this name. `takesOver`: also with what was finished, and is known never to have been opened. Throws `StartupError` in words where neither can be. */
export async function openRedisSink(
  connection: RedisConnection,
  name: string,
  clock: Clock,
  takesOver = false,
): Promise<StoreSink> {
  const shards = await connect(connection);
  const bulk = new BulkWriter(shards);
  let isResumed: boolean;
  try {
    isResumed = await take(shards, bulk, name, takesOver);
  } catch (error) {
    shards.close();
    throw error;
  }
  const now = Math.floor(clock.now());
  const messages = new MessageWriting(shards, bulk, now);
  const about = new ConversationWriting(bulk, messages, now);
  const people = new PeopleWriting(bulk, now);
  const server = new ServerWriting(bulk, now);
  const write = async (records: readonly StoreRecord[]): Promise<void> => {
    await messages.write(records.filter((record): record is MessageRecord => record.kind === 'message'));
    for (const record of records) {
      if (record.kind === 'message') continue;
      if (isAbout(record)) await about.write(record);
      else if (isPersonal(record)) people.write(record);
      else server.write(record);
    }
    await bulk.flush();
  };
  return {
    isResumed,
    write,
    forgetAllButMessages: async () => {
      server.begin();
      await forgetTheRest(shards, bulk);
    },
    finish: async (life) => {
      await deriveAll(shards, bulk, life, now);
      const [mark] = await readKeys(shards, [[installationKey, 'h']]);
      // No older version has written any of it, or has to read it. [REL-3]
      bulk.add(writtenKey, ['HSET', 'level', newestLevel]);
      // A mark without an id would be nobody's.
      bulk.add(installationKey, fields(mark).has('id') ? ['HDEL', 'unfinished'] : ['UNLINK']);
      await bulk.flush();
    },
    close: () => {
      shards.close();
      return Promise.resolve();
    },
  };
}

/** Marks the keys as unfinished. Answers whether they were, under this very name. */
async function take(shards: Shards, bulk: BulkWriter, name: string, takesOver: boolean): Promise<boolean> {
  const [leases] = await readKeys(shards, [[nodesKey, 'z']]);
  const living = pairs(leases).filter(([, ends]) => Number(ends) > Date.now());
  if (living.length > 0)
    throw new StartupError(
      `This Redis is in use: the server ${living.map(([node]) => node).join(', ')} runs on it. Nothing was changed. Stop it, and name a Redis that is empty.`,
    );
  const unfinished = await readUnfinished(shards);
  if (unfinished === name) return true;
  if (unfinished === '' && takesOver) {
    bulk.add(installationKey, ['HSET', 'unfinished', name]);
    await bulk.flush();
    return true;
  }
  if (unfinished !== '')
    throw new StartupError(
      `This Redis holds the beginning of something else (${unfinished}): finish that, or empty it.`,
    );
  if (await holdsPeople(shards))
    throw new StartupError(
      'This Redis is in use: it holds people and what they said. Nothing was changed. Name one that is empty in REDIS_NODES, or set ROOKERY_REDIS_PREFIX.',
    );
  bulk.add(installationKey, ['HSET', 'unfinished', name]);
  await bulk.flush();
  // What nodes leave that were started once and used by nobody.
  await forgetTheRest(shards, bulk);
  return false;
}

const about = new Set<string>(aboutKinds);
const isAbout = (record: StoreRecord): record is AboutRecord => about.has(record.kind);
const personal = new Set<string>(personalKinds);
const isPersonal = (record: Exclude<StoreRecord, MessageRecord | AboutRecord>): record is PersonalRecord =>
  personal.has(record.kind);
