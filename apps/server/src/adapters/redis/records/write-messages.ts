import type { ConversationId, UserId } from '@rookery/protocol';
import { asConversationId, limits } from '@rookery/protocol';
import { everybody } from '../../../domain/everybody.ts';
import { fileOwner } from '../../../domain/new-id.ts';
import { filesIn, pollIn } from '../../../domain/part.ts';
import type { MessageRecord, Reactor } from '../../../domain/store-record.ts';
import { fileTypeOf, hashesOf } from '../../../domain/stored-file.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import { picturesIn } from '../../../domain/stored-link.ts';
import { fileLetters } from '../files.ts';
import { conversationKey, conversationKeys, userKey } from '../keys.ts';
import type { Command } from '../link.ts';
import { packSaid, packWordOf } from '../packing/message-entry.ts';
import { list } from '../reply.ts';
import { script } from '../scripts.ts';
import type { Shards } from '../shards.ts';
import type { BulkWriter } from './bulk-writer.ts';
import { readKeys } from './read-keys.ts';

/** Conversations whose authors are remembered. */
const remembered = 500;
/** Entries given to one script. */
const entriesAtOnce = 250;
/** Calls kept of each person and conversation. */
const keptCalls = 100;

/** The indexes by which a log knows people, and the last number that it may hold already. */
type Log = { readonly indexes: Map<string, Buffer>; next: number; last: number };

/** Writes messages, and what is derived from each. How many files have the same bytes is counted at the end: until then `fz` holds each file's hashes. */
export class MessageWriting {
  readonly #shards: Shards;
  readonly #bulk: BulkWriter;
  readonly #now: number;
  readonly #logs = new Map<ConversationId, Log>();
  /** Conversations whose facts are written: whoever writes an author then also writes where authors end. */
  readonly #counted = new Set<ConversationId>();

  constructor(shards: Shards, bulk: BulkWriter, now: number) {
    this.#shards = shards;
    this.#bulk = bulk;
    this.#now = now;
  }

  /** The next free index of an author, for a conversation's facts. */
  async nextAuthor(conversation: ConversationId): Promise<number> {
    this.#counted.add(conversation);
    return (await this.#logOf(conversation)).next;
  }

  /** By which a log knows somebody. */
  async indexOf(conversation: ConversationId, user: UserId): Promise<Buffer> {
    return this.#index(await this.#logOf(conversation), conversation, user);
  }

  async write(records: readonly MessageRecord[]): Promise<void> {
    for (const [conversation, some] of Map.groupBy(records, (record) => record.conversation)) {
      const log = await this.#logOf(conversation);
      const again = some.filter(({ seq }) => seq <= log.last);
      // What hangs on them is of an earlier moment.
      if (again.length > 0) {
        await this.#bulk.flush();
        await this.#shards.commit({
          script: script('log-forget'),
          keys: [
            ...conversationKeys(conversation, 'cofq'),
            ...['tw', 'pe', 'pi'].map((part) => conversationKey(conversation, part)),
          ],
          args: again.flatMap(({ seq, deleted }) => [seq, deleted ? '1' : '0']),
        });
      }
      const before = log.next;
      const called = new Set<string>();
      const entries: (number | Buffer)[] = [];
      for (const record of some) {
        const entry = this.#put(log, record, called);
        if (entry) entries.push(record.seq, entry);
        log.last = Math.max(log.last, record.seq);
      }
      // By what index entries know somebody is there before them: whoever begins again after a crash reads it.
      if (log.next > before) await this.#bulk.flush();
      const written: Promise<unknown>[] = [];
      for (let at = 0; at < entries.length; at += 2 * entriesAtOnce)
        written.push(
          this.#shards.commit({
            script: script('log-write'),
            keys: [conversationKey(conversation, 'l')],
            args: entries.slice(at, at + 2 * entriesAtOnce),
          }),
        );
      for (const key of called) this.#bulk.add(key, ['ZREMRANGEBYRANK', 0, -1 - keptCalls]);
      if (log.next > before && this.#counted.has(conversation))
        this.#bulk.add(conversationKey(conversation, 'c'), ['HSET', 'a', log.next]);
      await Promise.all([...written, this.#bulk.flush()]);
    }
  }

  async #logOf(conversation: ConversationId): Promise<Log> {
    const known = this.#logs.get(conversation);
    if (known) return known;
    const [authors] = await readKeys(this.#shards, [[conversationKey(conversation, 'a'), 'h']]);
    const flat = list(authors);
    const indexes = new Map<string, Buffer>();
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const [name, value] = [flat[at], flat[at + 1]];
      // Both ways: an index is 3 bytes.
      if (Buffer.isBuffer(name) && Buffer.isBuffer(value) && value.length === 3 && name.length !== 3)
        indexes.set(name.toString(), value);
    }
    const last = await this.#lastOf(conversation);
    if (this.#logs.size >= remembered) this.#logs.clear();
    const log = { indexes, next: indexes.size, last };
    this.#logs.set(conversation, log);
    return log;
  }

  async #lastOf(conversation: ConversationId): Promise<number> {
    const reply = await this.#shards.run({
      script: script('log-last'),
      keys: [conversationKey(conversation, 'l')],
      args: [],
    });
    return Number(reply ?? 0);
  }

  #index(log: Log, conversation: ConversationId, user: UserId): Buffer {
    const known = log.indexes.get(user);
    if (known) return known;
    const index = Buffer.alloc(3);
    index.writeUIntBE(log.next, 0, 3);
    log.next += 1;
    log.indexes.set(user, index);
    this.#bulk.add(conversationKey(conversation, 'a'), ['HSET', user, index, index, user]);
    return index;
  }

  /** Answers its entry, unless it was deleted. */
  #put(log: Log, record: MessageRecord, called: Set<string>): Buffer | null {
    const { conversation, seq, author, mentions = [], deleted } = record;
    const key = (part: string): string => conversationKey(conversation, part);
    const add = (part: string, ...commands: readonly Command[]): void => this.#bulk.add(key(part), ...commands);
    const index = this.#index(log, conversation, author);
    const packed = packSaid({ ...record, content: record.content ?? '', parts: record.parts });
    if (record.at > this.#now - limits.dedupeMs) add('d', ['HSET', packWordOf(record), seq]);
    let entry: Buffer | null = null;
    if (deleted) add('o', ['HSET', `z${seq}`, Buffer.concat([index, Buffer.alloc(1), packed])]);
    else {
      const named = mentions.map((user) => this.#index(log, conversation, user));
      entry = Buffer.concat([index, Buffer.from([named.length]), ...named, packed]);
    }
    if (record.rev !== undefined) add('o', ['HSET', String(seq), JSON.stringify(overlayOf(record))]);
    if (deleted) return null;
    for (const user of mentions) {
      if (user === author) continue;
      add(`@${user}`, ['ZADD', seq, user === everybody ? `${seq} ${author}` : String(seq)]);
      called.add(key(`@${user}`));
    }
    for (const [emoji, some] of record.reactions ?? []) this.#react(key(`x:${seq}:${emoji}`), some);
    for (const [option, some] of (record.votes ?? []).entries()) this.#react(key(`x:${seq}:#${option}`), some);
    if (record.former && record.former.length > 0)
      add(`n:${seq}`, ['DEL'], ['RPUSH', ...record.former.map(({ content, at }) => JSON.stringify([content, at]))]);
    if (record.pinned !== undefined) add('pi', ['ZADD', record.pinned, String(seq)]);
    for (const [place, file] of filesIn(record.parts).entries()) {
      this.#hold(record, file);
      add('q', ['ZADD', seq * 16 + 15 - place, `${fileLetters[fileTypeOf(file)]}${file.id}`]);
    }
    for (const picture of picturesIn(record.links)) this.#hold(record, picture);
    const closesAt = pollIn(record.parts)?.closesAt;
    if (closesAt !== undefined && !record.closed) add('pe', ['ZADD', closesAt, String(seq)]);
    for (const part of record.parts ?? [])
      if (part.kind === 'from-thread') {
        add('tw', ['HSET', String(seq), `${part.thread} ${part.seq}`]);
        this.#bulk.add(conversationKey(asConversationId(part.thread), 'tw'), ['HSET', String(part.seq), String(seq)]);
      }
    return entry;
  }

  #react(key: string, some: readonly Reactor[]): void {
    if (some.length > 0) this.#bulk.add(key, ['ZADD', ...some.flatMap(([user, rev]) => [rev, user])]);
  }

  #hold({ conversation, seq }: MessageRecord, file: StoredFile): void {
    this.#bulk.add(conversationKey(conversation, 'f'), ['HSET', file.id, seq]);
    this.#bulk.add(conversationKey(conversation, 'fz'), ['HSET', file.id, hashesOf(file).join(' ')]);
    const owner = fileOwner(file.id);
    if (owner !== null) this.#bulk.add(userKey(owner, 'ff'), ['HSET', file.id, conversation]);
  }
}

/** What has happened to a message, as the scripts read it: see packing/overlay.ts. */
function overlayOf(record: MessageRecord): object {
  if (record.deleted) return { d: 1, r: record.rev };
  const emoji = record.reactions?.map(([one]) => one) ?? [];
  return {
    ...(record.edited === undefined ? {} : { c: record.content, e: record.edited }),
    ...(record.edited !== undefined && record.mentions !== undefined ? { m: record.mentions.join(' ') } : {}),
    ...(emoji.length === 0 ? {} : { x: emoji }),
    r: record.rev,
    ...(record.links === undefined ? {} : { k: JSON.stringify(record.links) }),
    ...(record.pinned === undefined ? {} : { p: 1 }),
    ...(record.former && record.former.length > 0 ? { n: 1 } : {}),
    ...(record.votes === undefined ? {} : { v: record.votes.length }),
    ...(record.closed ? { q: 1 } : {}),
  };
}
