import { randomBytes } from 'node:crypto';
import { asConversationId, isUserId } from '@rookery/protocol';
import { overdueMs } from '../../../ports/tasks.ts';
import { consumersIn } from '../../../domain/consumers.ts';
import { conversationKey, dueKey, installationKey, openingKey } from '../keys.ts';
import { dueMember, taskOfMember } from '../packing/due-member.ts';
import { taskKeyOf } from '../keys.ts';
import type { Shards } from '../shards.ts';
import type { BulkWriter } from './bulk-writer.ts';
import { eachKey, fields, pairs, readKeys } from './read-keys.ts';

/** Keys that are worked on before the writes to them go out. */
const atOnce = 500;
/** Parts of a conversation that hold its messages, and what hangs on them. All other keys are written anew. */
const ofMessages = /^(?:a|l|o|n:.*|x:.*|pi|pe|f|fz|q|tw|d|@.*)$/s;
const partsOf = (key: string): { readonly id: string; readonly part: string } | null => {
  const [, tag = '', id = '', part = ''] = /^\{([^}]*)\}([^:]*):(.*)$/s.exec(key) ?? [];
  return tag === '' ? null : { id: id === '' ? tag : id, part };
};
const isOfMessages = (key: string): boolean => {
  const found = partsOf(key);
  return found !== null && !isUserId(found.id) && ofMessages.test(found.part);
};

/** Say whose keys these are, and whether they may be served. */
const marks: ReadonlySet<string> = new Set([installationKey, openingKey]);

/** Takes away all keys of the installation but its marks and what `isKept`. */
async function removeKeys(shards: Shards, bulk: BulkWriter, isKept: (key: string) => boolean): Promise<void> {
  const keys: string[] = [];
  await eachKey(shards, (key) => {
    if (!marks.has(key) && !key.startsWith('level:{') && !isKept(key)) keys.push(key);
  });
  for (const [index, key] of keys.entries()) {
    bulk.add(key, ['UNLINK']);
    if (index % atOnce === atOnce - 1) await bulk.flush();
  }
  await bulk.flush();
}

/** In which conversation somebody's files are: it is written with the messages that hold them. */
const isOfSentFiles = (key: string): boolean => {
  const found = partsOf(key);
  return found !== null && isUserId(found.id) && found.part === 'ff';
};

export const forgetTheRest = (shards: Shards, bulk: BulkWriter): Promise<void> =>
  removeKeys(shards, bulk, (key) => isOfMessages(key) || isOfSentFiles(key));

/** Derives what no record says. Idempotent. */
export async function deriveAll(shards: Shards, bulk: BulkWriter, life: 'same' | 'new', now: number): Promise<void> {
  const known = new Set<string>();
  const [facts, files, people, dues]: [string[], string[], string[], string[]] = [[], [], [], []];
  await eachKey(shards, (key) => {
    const found = partsOf(key);
    if (key.startsWith('due:{')) dues.push(key);
    else if (found?.part === 'c') {
      known.add(found.id);
      facts.push(key);
    } else if (found?.part === 'fz') files.push(key);
    else if (found?.part === 'u' && isUserId(found.id)) people.push(key);
  });
  // Messages of conversations that no record is about.
  await removeKeys(shards, bulk, (key) => !isOfMessages(key) || known.has(partsOf(key)?.id ?? ''));
  await inTurn(bulk, files, async (key) => countBytes(shards, bulk, key));
  await inTurn(bulk, dues, async (key) => parkOverdue(shards, bulk, key, now));
  if (life === 'new') {
    await inTurn(bulk, facts, async (key) => beginEpoch(shards, bulk, key, now));
    await inTurn(bulk, people, async (key) => leap(shards, bulk, key, now));
  }
}

async function inTurn(bulk: BulkWriter, keys: readonly string[], act: (key: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < keys.length; at += atOnce) {
    await Promise.all(keys.slice(at, at + atOnce).map(act));
    await bulk.flush();
  }
}

/** How many files of a conversation have the same bytes. */
async function countBytes(shards: Shards, bulk: BulkWriter, key: string): Promise<void> {
  const id = asConversationId(partsOf(key)?.id ?? '');
  const [hashes] = await readKeys(shards, [[key, 'h']]);
  const counts = new Map<string, number>();
  for (const [, some] of pairs(hashes))
    for (const hash of some.split(' ')) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  for (const [hash, count] of counts) bulk.add(conversationKey(id, 'f'), ['HSET', `#${hash}`, count]);
  bulk.add(key, ['UNLINK']);
}

/** Whoever held a position in the log that was lost begins anew, and whoever reads on from one is due. */
async function beginEpoch(shards: Shards, bulk: BulkWriter, key: string, now: number): Promise<void> {
  const [of] = await readKeys(shards, [[key, 'h']]);
  const head = fields(of);
  bulk.add(key, ['HSET', 'e', randomBytes(12).toString('hex'), 'b', head.get('q') ?? '0']);
  const conversation = asConversationId(partsOf(key)?.id ?? '');
  for (const consumer of consumersIn(Number(/^\d+/.exec(head.get('ti') ?? '0')?.[0])))
    bulk.add(dueKey(conversation), [
      'ZADD',
      'NX',
      Math.floor(now),
      dueMember({ kind: 'conversation', consumer, conversation }),
    ]);
}

/** No step that was told before has a number like those to come: the time in ms is more than anyone's steps. */
async function leap(shards: Shards, bulk: BulkWriter, key: string, now: number): Promise<void> {
  const [of] = await readKeys(shards, [[key, 'h']]);
  const rev = Math.max(Number(fields(of).get('rev') ?? 0), Math.floor(now)) + 1;
  bulk.add(key, ['HSET', 'rev', rev, 'jump', `-1 ${rev}`]);
}

/** The moment for what was due long ago has gone by. What a step owes is owed for however long. [TASK-12] */
async function parkOverdue(shards: Shards, bulk: BulkWriter, key: string, now: number): Promise<void> {
  const [due] = await readKeys(shards, [[key, 'z']]);
  for (const [member, score] of pairs(due)) {
    const task = taskOfMember(member);
    if (task === null || task.kind === 'owed' || score === 'inf' || Number(score) > now - overdueMs) continue;
    const reason = 'It was more than an hour overdue when the store was restored or moved.';
    bulk.add(taskKeyOf(task), ['HSET', 'w', reason, 'p', Math.floor(now)]);
    bulk.add(key, ['ZADD', '+inf', member]);
  }
}
