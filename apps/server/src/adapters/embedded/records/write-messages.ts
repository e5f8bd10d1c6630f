import type { DatabaseSync } from 'node:sqlite';
import { asThreadId, limits } from '@rookery/protocol';
import { everybody } from '../../../domain/everybody.ts';
import { filesIn, pollIn } from '../../../domain/part.ts';
import { namedVoters } from '../../../domain/poll.ts';
import type { MessageRecord, Reactor } from '../../../domain/store-record.ts';
import { fileTypeOf } from '../../../domain/stored-file.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import { picturesIn } from '../../../domain/stored-link.ts';
import { filePlace, firstPicture, firstPlace } from '../worker/files.ts';
import { prepareOne, prepareRun } from '../worker/statements.ts';
import type { Numbers } from './numbers.ts';

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
const named = (some: readonly Reactor[]) => ({
  count: some.length,
  users: some.slice(0, namedVoters).map(([user]) => user),
});

/** Writes messages, and what is derived from each. What is derived from all of them waits for the end: see `finishing`. */
export function messageWriting(db: DatabaseSync, no: Numbers) {
  const put = prepareRun(
    db,
    `INSERT INTO messages (conversation, seq, id, author, at, content, client_id, reply_to, mentions, edited, reactions, rev, parts, links, pinned, votes)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
     ON CONFLICT DO UPDATE SET id = ?3, author = ?4, at = ?5, content = ?6, client_id = ?7, reply_to = ?8, mentions = ?9, edited = ?10, reactions = ?11,
       rev = ?12, parts = ?13, links = ?14, pinned = ?15, votes = ?16`,
  );
  const last = prepareOne<{ readonly seq: number | null }>(
    db,
    'SELECT max(seq) AS seq FROM messages WHERE conversation = ?',
  );
  const hung = ['mentions', 'reactions', 'former_texts', 'poll_ends', 'twins'].map((table) =>
    prepareRun(db, `DELETE FROM ${table} WHERE conversation = ? AND seq = ?`),
  );
  const dropFiles = prepareRun(db, 'DELETE FROM sent_files WHERE conversation = ? AND place BETWEEN ? AND ?');
  const mention = prepareRun(db, 'INSERT OR IGNORE INTO mentions (user, conversation, seq) VALUES (?, ?, ?)');
  const react = prepareRun(
    db,
    'INSERT OR REPLACE INTO reactions (conversation, seq, user, emoji, rev) VALUES (?, ?, ?, ?, ?)',
  );
  const keepText = prepareRun(
    db,
    'INSERT OR REPLACE INTO former_texts (conversation, seq, at, rev, content) VALUES (?, ?, ?, ?, ?)',
  );
  const ends = prepareRun(db, 'INSERT OR REPLACE INTO poll_ends (conversation, seq, at) VALUES (?, ?, ?)');
  const tie = prepareRun(db, 'INSERT OR REPLACE INTO twins (conversation, seq, other, other_seq) VALUES (?, ?, ?, ?)');
  const hold = prepareRun(
    db,
    'INSERT OR REPLACE INTO sent_files (id, conversation, place, type, hash, preview) VALUES (?, ?, ?, ?, ?, ?)',
  );
  /** Numbers up to which messages may be there already, by conversation. */
  const lasts = new Map<number, number>();

  const holdFile = (conversation: string, file: StoredFile, place: number, type: string): void =>
    void hold(file.id, conversation, place, type, file.hash, file.preview ?? null);

  return (record: MessageRecord): void => {
    const { seq, conversation: id } = record;
    const conversation = no.conversation(id);
    const author = no.user(record.author);
    let known = lasts.get(conversation);
    if (known === undefined) lasts.set(conversation, (known = last(conversation)?.seq ?? 0));
    if (seq <= known) {
      for (const drop of hung) drop(conversation, seq);
      dropFiles(id, firstPlace(seq), firstPlace(seq + 1) - 1);
    } else lasts.set(conversation, seq);
    const { reactions, votes, parts } = record;
    put(
      ...([conversation, seq, record.id, author, record.at, record.content ?? null] as const),
      ...([record.clientId ?? null, record.replyTo ?? null, json(record.mentions), record.edited ?? null] as const),
      json(reactions?.map(([emoji, some]) => ({ emoji, ...named(some) }))),
      ...([record.rev ?? null, json(parts), json(record.links), record.pinned ?? null] as const),
      json(votes && { options: votes.map(named), ...(record.closed ? { closed: true } : {}) }),
    );
    for (const user of record.mentions ?? [])
      if (user !== record.author) mention(user === everybody ? 0 : no.user(user), conversation, seq);
    for (const [emoji, some] of reactions ?? [])
      for (const [user, rev] of some) react(conversation, seq, no.user(user), emoji, rev);
    for (const [index, some] of (votes ?? []).entries())
      for (const [user, rev] of some) react(conversation, seq, no.user(user), `#${index}`, rev);
    // They are known apart by their revs: whoever did not keep those has at least kept their order.
    for (const [index, { content, at, rev }] of (record.former ?? []).entries())
      keepText(conversation, seq, at, rev ?? index - limits.editsPerMessage, content);
    for (const [index, file] of filesIn(parts).entries()) holdFile(id, file, filePlace(seq, index), fileTypeOf(file));
    for (const [index, picture] of picturesIn(record.links).entries())
      holdFile(id, picture, filePlace(seq, firstPicture + index), 'link');
    const closesAt = pollIn(parts)?.closesAt;
    if (closesAt !== undefined && !record.closed) ends(conversation, seq, closesAt);
    for (const part of parts ?? [])
      if (part.kind === 'from-thread') {
        const thread = no.conversation(asThreadId(part.thread));
        tie(conversation, seq, thread, part.seq);
        tie(thread, part.seq, conversation, seq);
      }
  };
}
