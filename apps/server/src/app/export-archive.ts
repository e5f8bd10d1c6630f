import type { ArchiveWriter, Backup } from '@rookery/archive';
import { foldName } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { AboutRecord, MemberRecord, MessageRecord, PersonalRecord, PersonRecord } from '../domain/store-record.ts';
import { hashesOf } from '../domain/stored-file.ts';
import { readThreadId } from '../domain/thread-id.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { ReadUpTo, StoreSource } from '../ports/store-source.ts';
import { asOf } from './copy-store.ts';
import { hashesIn, stillHeld } from './still-held.ts';
import type { BlobName } from './still-held.ts';

const readAtOnce = 250;

/** What is exported: what one person keeps and may read, one room with its threads, or all that was said. */
export type Exported = { readonly person: string } | { readonly room: string } | 'all';

type Parts = { readonly source: StoreSource; readonly blobs: Blobs; readonly writer: ArchiveWriter };
/** From which number on somebody may read. */
type Readable = ReadonlyMap<ConversationId, number>;

/** Without what others could sign in, or push, with. */
const aboutPerson = new Set<PersonalRecord['kind']>([
  'person',
  'choices',
  'block',
  'line',
  'departure',
  'kept',
  'upload',
  'shown-file',
]);
const aboutConversation = new Set<AboutRecord['kind']>(['conversation', 'members']);
const keptSecrets = new Set(['push', 'digest']);

/**
 * Writes what others may be given: no passwords, secrets of sessions, second factors or keys. Of a person: what she keeps, and the conversations that she belongs to, from where on she may read them. Answers null where there is nobody, or no
 * room, of that name. [ARC-5]
 */
export async function exportStore(
  { source, blobs, writer }: Parts,
  what: Exported,
  told: Pick<Backup, 'madeBy' | 'store'>,
  now: () => number,
): Promise<Backup | null> {
  const person = what !== 'all' && 'person' in what ? await findPerson(source, what.person) : null;
  if (what !== 'all' && 'person' in what && !person) return null;
  const readable = await readableOf(source, what, person);
  if (readable === null) return null;
  return writeExport({ source, blobs, writer }, readable, what === 'all' ? what : person, told, now);
}

/**
 * These conversations, with those who are named there; of her whose export it is, also what she keeps; `all`: with all people there are.
 */
export async function writeExport(
  { source, blobs, writer }: Parts,
  readable: Readable,
  whose: Pick<PersonRecord, 'id'> | 'all' | null,
  told: Pick<Backup, 'madeBy' | 'store'>,
  now: () => number,
): Promise<Backup> {
  const person = whose === 'all' ? null : whose;
  const named = new Set<UserId>(person ? [person.id] : []);
  const files = new Map<string, BlobName>();
  for (const [conversation, first] of readable)
    await exportConversation(source, writer, conversation, first, (record) => {
      if (record.kind === 'members') for (const { user } of record.members) named.add(user);
      if (record.kind !== 'message') return;
      named.add(record.author);
      for (const hash of hashesIn(record)) files.set(`${conversation} ${hash}`, { scope: conversation, hash });
    });
  await writer.closePart();
  const everybody = whose === 'all' ? await source.people() : [...named].sort();
  let people = 0;
  await writer.writeAll(
    'people',
    (async function* () {
      for (const user of everybody) {
        const records = toExported(await source.person(user), user === person?.id);
        people += records.some(({ kind }) => kind === 'person') ? 1 : 0;
        for (const record of records)
          if (record.kind === 'shown-file' || (record.kind === 'upload' && record.file))
            for (const hash of record.file ? hashesOf(record.file) : [])
              files.set(`${record.id} ${hash}`, { scope: record.id, hash });
        yield records;
      }
    })(),
  );
  const notThere: BlobName[] = [];
  await writer.writeAll(
    'files',
    (async function* () {
      for (const { scope, hash } of files.values()) {
        if (!writer.hasFile(hash)) {
          const opened = await blobs.open(scope, hash);
          if (!opened || !(await writer.addFile(hash, opened.stream))) {
            notThere.push({ scope, hash });
            continue;
          }
        }
        yield [{ kind: 'file', scope, hash }];
      }
    })(),
  );
  // What was deleted or sent since it was read is missed by nobody.
  const missing = (await stillHeld(source, notThere)).map(({ hash }) => hash);
  return writer.finish(
    new Set(readable.keys()),
    { ...told, people, files: files.size - notThere.length, missing },
    now(),
  );
}

/** What is said of somebody: of the one whose export it is, what she keeps; of others, who they are. */
function toExported(records: readonly PersonalRecord[], isHers: boolean): PersonalRecord[] {
  return records.flatMap((record): PersonalRecord[] => {
    if (record.kind === 'session')
      return isHers ? [{ ...record, secretHash: '', formerHash: undefined, formerUntil: undefined }] : [];
    if (record.kind === 'account')
      return isHers && record.address !== undefined
        ? [{ kind: 'account', user: record.user, address: record.address }]
        : [];
    if (record.kind === 'passkey') return isHers ? [{ ...record, credential: '', publicKey: '' }] : [];
    if (record.kind === 'kept' && keptSecrets.has(record.type)) return [];
    if (!isHers && record.kind !== 'person' && record.kind !== 'shown-file') return [];
    return aboutPerson.has(record.kind) ? [record] : [];
  });
}

async function findPerson(source: StoreSource, name: string): Promise<PersonRecord | null> {
  for (const user of await source.people())
    for (const record of await source.person(user))
      if (record.kind === 'person' && (record.id === name || foldName(record.username) === foldName(name)))
        return record;
  return null;
}

/** From which number on she may read a conversation, by what is beside its log; null where she does not belong to it. */
export function firstReadable([head, ...records]: readonly AboutRecord[], user: UserId): number | null {
  const membership = records
    .flatMap((record): readonly MemberRecord[] => (record.kind === 'members' ? record.members : []))
    .find((member) => member.user === user);
  if (!membership) return null;
  // What lies before her joining does not exist for her. [ROOM-33]
  return head?.kind === 'conversation' && head.history === 'since-join' ? membership.joinedSeq + 1 : 1;
}

/** The conversations that are exported, and from where on; null where there is none of that name. */
async function readableOf(source: StoreSource, what: Exported, person: PersonRecord | null): Promise<Readable | null> {
  const all = await source.conversations();
  if (what === 'all') return new Map(all.map((conversation) => [conversation, 1]));
  const found = new Map<ConversationId, number>();
  for (const conversation of all.filter((id) => readThreadId(id) === null)) {
    const records = await source.about(conversation);
    const [head] = records;
    if (head?.kind !== 'conversation') continue;
    if (person) {
      const first = firstReadable(records, person.id);
      if (first !== null) found.set(conversation, first);
    } else if (
      'room' in what &&
      (head.type === 'public' || head.type === 'private') &&
      (conversation === what.room || foldName(head.name ?? '') === foldName(what.room))
    )
      found.set(conversation, 1);
  }
  if (!person && found.size === 0) return null;
  // A thread is there for whoever its root is there for.
  for (const conversation of all) {
    const place = readThreadId(conversation);
    const first = place ? found.get(place.parent) : undefined;
    if (place && first !== undefined && place.seq >= first) found.set(conversation, 1);
  }
  return found;
}

async function exportConversation(
  source: StoreSource,
  writer: ArchiveWriter,
  conversation: ConversationId,
  first: number,
  see: (record: MessageRecord | AboutRecord) => void,
): Promise<void> {
  let held: ReadUpTo | null = null;
  let last: MessageRecord | null = null;
  for (;;) {
    const part = await source.log(conversation, held, readAtOnce);
    if (part === null) return;
    if (part === 'restart') {
      await writer.restart(conversation);
      held = null;
      continue;
    }
    const shown = part.messages.filter(({ seq }) => seq >= first);
    for (const message of part.messages) if (!last || message.seq >= last.seq) last = message;
    shown.forEach(see);
    held = part.reached;
    const about = part.isWhole ? asOf(await source.about(conversation), held, last?.id ?? null) : [];
    const kept = about.filter(({ kind }) => aboutConversation.has(kind));
    kept.forEach(see);
    const begin = kept.find((record) => record.kind === 'conversation')?.first ?? 1;
    writer.note(conversation, held, part.isWhole, Math.max(begin, first));
    await writer.add([...shown, ...kept]);
    if (part.isWhole) return;
  }
}
