import { setTimeout as pause } from 'node:timers/promises';
import type { ArchiveWriter, Backup } from '@rookery/archive';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { AboutRecord, MessageRecord, PersonalRecord } from '../domain/store-record.ts';
import { Pace } from '../domain/pace.ts';
import { hashesOf } from '../domain/stored-file.ts';
import type { Blobs, StoredBlob } from '../ports/blobs.ts';
import type { LogPart, ReadUpTo, StoreSource } from '../ports/store-source.ts';
import { asOf } from './copy-store.ts';
import { stillHeld } from './still-held.ts';
import type { BlobName } from './still-held.ts';

/** Messages read at once: a master that serves others meanwhile is held by them for some 0.3 ms. */
const readAtOnce = 100;
/** In a second at most: a backup takes as long as it takes, and those who write meanwhile wait for the same disks and masters. */
const mostPerSecond = 40_000;
/**
 * Conversations read before it is their turn. Most have not changed since the last backup, and one after the other they would cost little but ways to the store and back. All of them together stay
 * below the blocks of old messages that may be fetched at once.
 */
const readAhead = 6;
/** People read side by side. */
const peopleAtOnce = 32;
const blobsAtOnce = 500;

export type BackupProgress = (done: {
  readonly conversations: number;
  readonly of: number;
  readonly messages: number;
}) => void;

/** What is left out of a backup: everything that a store has and files is in it. */
type Parts = {
  readonly source: StoreSource;
  readonly blobs: Pick<Blobs, 'list' | 'open'>;
  readonly writer: ArchiveWriter;
};

/**
 * Writes a backup of a store that is in use, or not: all of it, or what has changed since the last one in the archive. Each conversation is consistent as of its position; what an earlier process has finished is
 * not read again. [ARC-3]
 */
export async function backUpStore(
  { source, blobs, writer }: Parts,
  told: Pick<Backup, 'madeBy' | 'store'>,
  now: () => number,
  report: BackupProgress = () => undefined,
): Promise<Backup> {
  const all = await source.conversations();
  const present = new Set<string>(all.filter((conversation) => writer.isDone(conversation)));
  const conversations = all.filter((conversation) => !present.has(conversation));
  const pace = new Pace(mostPerSecond);
  const read = (conversation: ConversationId, held: ReadUpTo | null): Promise<ReadPart> =>
    readPart(source, conversation, held, pace);
  let messages = 0;
  const firstParts = inOrder(conversations, readAhead, (conversation) =>
    read(conversation, writer.positionOf(conversation) ?? null),
  );
  for await (const [conversation, first] of firstParts) {
    const written = await backUpConversation(writer, conversation, first, read);
    if (written !== null) {
      present.add(conversation);
      messages += written;
    }
    report({ conversations: present.size, of: all.length, messages });
  }
  await writer.closePart();
  const everybody = await source.people();
  let people = 0;
  const shown: BlobName[] = [];
  await writer.writeAll(
    'people',
    readPeople(source, everybody, (records) => {
      people += 1;
      for (const record of records)
        if (record.kind === 'shown-file')
          for (const hash of hashesOf(record.file)) shown.push({ scope: record.id, hash });
    }),
  );
  await writer.writeAll('server', source.server());
  const { files, missing } = await backUpFiles({ source, blobs, writer });
  // Not a single one, and people show some: another place was looked at than the servers'.
  const elsewhere =
    files === 0
      ? await stillHeld(
          source,
          shown.filter(({ hash }) => !writer.hasFile(hash)),
        )
      : [];
  for (const { hash } of elsewhere) missing.add(hash);
  return writer.finish(present, { ...told, people, files, missing: [...missing] }, now());
}

/** A part of a log and, where nothing comes after it, what is beside the log, read later than it. */
type ReadPart = { readonly log: LogPart | 'restart' | null; readonly about: readonly AboutRecord[] };

async function readPart(
  source: StoreSource,
  conversation: ConversationId,
  held: ReadUpTo | null,
  pace: Pace,
): Promise<ReadPart> {
  const log = await source.log(conversation, held, readAtOnce);
  if (log === null || log === 'restart') return { log, about: [] };
  const restMs = pace.take(log.messages.length, performance.now());
  if (restMs >= 1) await pause(restMs);
  return { log, about: log.isWhole ? await source.about(conversation) : [] };
}

/** Reads items before it is their turn, so many at most, and answers in their order. */
async function* inOrder<Item, Answer>(
  items: readonly Item[],
  ahead: number,
  read: (item: Item) => Promise<Answer>,
): AsyncGenerator<readonly [Item, Answer]> {
  const begun: { readonly item: Item; readonly answer: Promise<Answer> }[] = [];
  let next = 0;
  for (;;) {
    for (; begun.length < ahead && next < items.length; next += 1) {
      const item = items[next] as Item;
      const answer = read(item);
      // It is heard of when it is its turn, unless another has failed before.
      answer.catch(() => undefined);
      begun.push({ item, answer });
    }
    const first = begun.shift();
    if (!first) return;
    yield [first.item, await first.answer];
  }
}

/** Answers how many messages were written; null where there is no such conversation any more. */
async function backUpConversation(
  writer: ArchiveWriter,
  conversation: ConversationId,
  first: ReadPart,
  read: (conversation: ConversationId, held: ReadUpTo | null) => Promise<ReadPart>,
): Promise<number | null> {
  let last: Pick<MessageRecord, 'seq' | 'id'> | null = null;
  let written = 0;
  for (let part = first; ;) {
    const { log, about } = part;
    if (log === null) return null;
    if (log === 'restart') {
      await writer.restart(conversation);
      last = null;
      part = await read(conversation, null);
      continue;
    }
    for (const message of log.messages) if (!last || message.seq >= last.seq) last = message;
    const held = log.reached;
    written += log.messages.length;
    if (log.isWhole) {
      const [head] = about;
      if (head?.kind !== 'conversation') return null;
      // More was said since, and none of it is in hands by which the last message could be named: it is read, too.
      const isKnown = head.seq === held.seq || last?.seq === held.seq;
      if (head.epoch === held.epoch && isKnown) {
        const records: readonly AboutRecord[] = asOf(about, held, last?.id ?? null);
        writer.note(conversation, held, true, head.first);
        await writer.add([...log.messages, ...records]);
        return written;
      }
    }
    writer.note(conversation, held, false);
    await writer.add(log.messages);
    part = await read(conversation, held);
  }
}

async function* readPeople(
  source: StoreSource,
  people: readonly UserId[],
  heard: (records: readonly PersonalRecord[]) => void,
): AsyncGenerator<readonly PersonalRecord[]> {
  for (let at = 0; at < people.length; at += peopleAtOnce) {
    const read = await Promise.all(people.slice(at, at + peopleAtOnce).map((user) => source.person(user)));
    for (const records of read) if (records.length > 0) heard(records);
    yield read.flat();
  }
}

/** The bytes of all files that the archive does not have yet. */
async function backUpFiles({
  source,
  blobs,
  writer,
}: Parts): Promise<{ readonly files: number; readonly missing: Set<string> }> {
  const damaged = new Set<string>();
  const missing = new Set<string>();
  const toRecord = ({ scope, hash, bytes }: StoredBlob) => ({ kind: 'file', scope, hash, bytes });
  const list = async function* (): AsyncGenerator<readonly object[]> {
    const gone: StoredBlob[] = [];
    for (let after: string | null = null; ;) {
      const page = await blobs.list(after, blobsAtOnce);
      const there: StoredBlob[] = [];
      for (const blob of page.blobs) {
        const { scope, hash } = blob;
        // The same bytes lie in other scopes, too: what is wrong with them in one says nothing of those.
        const opened = writer.hasFile(hash) ? null : await blobs.open(scope, hash);
        if (opened === undefined) {
          gone.push(blob);
          continue;
        }
        if (opened && !(await writer.addFile(hash, opened.stream))) damaged.add(hash);
        there.push(blob);
      }
      yield there.map(toRecord);
      if (page.next === null) break;
      after = page.next;
    }
    // Taken away since it was listed: only what is held all the same is missing.
    const lost = new Set((await stillHeld(source, gone)).map(placeOfBlob));
    const held = gone.filter((blob) => lost.has(placeOfBlob(blob)));
    for (const { hash } of held) if (!writer.hasFile(hash)) missing.add(hash);
    yield held.map(toRecord);
  };
  const files = await writer.writeAll('files', list());
  for (const hash of damaged) if (!writer.hasFile(hash)) missing.add(hash);
  return { files, missing };
}

const placeOfBlob = ({ scope, hash }: BlobName): string => `${scope} ${hash}`;
