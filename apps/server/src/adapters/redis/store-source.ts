import { asConversationId, asUserId, isUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { StoreSource } from '../../ports/store-source.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { HistoryFigures } from '../../ports/history.ts';
import { BlockCache } from './block-cache.ts';
import { ColdRows } from './cold-rows.ts';
import { connect } from './connect.ts';
import type { RedisConnection } from './connect.ts';
import { sessionKey } from './keys.ts';
import { readConversation } from './records/read-conversation.ts';
import { eachKey, fields, readKeys } from './records/read-keys.ts';
import { LogReading } from './records/read-log.ts';
import { readPerson } from './records/read-person.ts';
import { readServer } from './records/read-server.ts';

/** Of blocks that were read last: a conversation is read in its order. */
const cacheBytes = 8 * 1_048_576;
const nobodyHears: HistoryFigures = {
  read: () => undefined,
  sealed: () => undefined,
  freed: () => undefined,
  broken: () => undefined,
  failed: () => undefined,
};

/**
 * Reads what the masters hold, while nodes run or not. Throws `StartupError` with one plain sentence where it cannot. `blocks`: where old messages lie (ROOKERY_BLOCKS); left out: what was sealed
 * is `unavailable`.
 */
export async function openRedisSource(connection: RedisConnection & { readonly blocks?: Blobs }): Promise<StoreSource> {
  const shards = await connect(connection);
  const log = new LogReading(shards, new ColdRows(new BlockCache(connection.blocks ?? null, cacheBytes, nobodyHears)));
  let hashes: Promise<ReadonlyMap<string, string>> | null = null;

  /** Ids of those who have a part. Most keys are of messages: those do not come here. */
  const find = async (part: string): Promise<string[]> => {
    const found = new Set<string>();
    await eachKey(
      shards,
      (key) => {
        const [, tag = '', id = '', of] = /^\{([^}]*)\}([^:]*):(.*)$/.exec(key) ?? [];
        if (of === part) found.add(id === '' ? tag : id);
      },
      `*:${part}`,
    );
    return [...found].sort();
  };

  /** Sessions from before 0.4.0 do not say which secret leads to them. */
  const findHashes = async (): Promise<ReadonlyMap<string, string>> => {
    const keys: string[] = [];
    await eachKey(
      shards,
      (key) => {
        const [, hash] = /^session:\{(.*)\}$/.exec(key) ?? [];
        if (hash !== undefined) keys.push(hash);
      },
      'session:*',
    );
    const known = new Map<string, string>();
    for (const hash of keys) {
      const [of] = await readKeys(shards, [[sessionKey(hash), 'h']]);
      const to = fields(of).get('to');
      if (to !== undefined) known.set((JSON.parse(to) as { readonly id: string }).id, hash);
    }
    return known;
  };

  return {
    conversations: async (): Promise<readonly ConversationId[]> =>
      (await find('c'))
        .filter((id) => !isUserId(id))
        .map(asConversationId)
        .filter((id) => !id.startsWith('t_') || readThreadId(id) !== null),
    log: (conversation, after, limit) => log.read(conversation, after, limit),
    about: (conversation) => readConversation(shards, conversation),
    people: async (): Promise<readonly UserId[]> => (await find('u')).filter(isUserId).map(asUserId),
    person: async (user) => {
      const known = await hashes;
      let isMissing = false;
      const records = await readPerson(shards, user, (session) => {
        isMissing ||= known === null;
        return known?.get(session);
      });
      if (!isMissing) return records;
      const all = await (hashes = findHashes());
      return readPerson(shards, user, (session) => all.get(session));
    },
    server: () => readServer(shards),
    close: () => {
      shards.close();
      return Promise.resolve();
    },
  };
}
