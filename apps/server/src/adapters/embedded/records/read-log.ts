import type { DatabaseSync } from 'node:sqlite';
import { asClientId, asMessageId, asUserId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { MessageRecord, Reactor } from '../../../domain/store-record.ts';
import type { LogPart, ReadUpTo } from '../../../ports/store-source.ts';
import { parseLinks, parseParts, parseReactions, parseUserIds, parseVotes } from '../worker/rows.ts';
import type { MessageRow } from '../worker/rows.ts';
import { prepareAll, prepareOne } from '../worker/statements.ts';

type HeadRow = {
  readonly no: number;
  readonly epoch: string;
  readonly first_seq: number;
  readonly seq: number;
  readonly rev: number;
};
type Row = Omit<MessageRow, 'author_no' | 'author_id'> & { readonly author: string };

/** A conversation's messages, for `StoreSource.log`. */
export function logReading(db: DatabaseSync) {
  const head = prepareOne<HeadRow>(
    db,
    `SELECT no, epoch, first_seq, seq, rev FROM conversations
     WHERE id = ? AND no NOT IN (SELECT conversation FROM ended_rooms)`,
  );
  const columns = `m.seq, m.id, a.id AS author, m.at, m.content, m.client_id, m.reply_to, m.mentions, m.edited, m.reactions, m.rev, m.parts, m.links,
    m.pinned, m.votes FROM messages m JOIN users a ON a.no = m.author`;
  // A room that was deleted has a log without messages, though what was said there goes by and by.
  const after = prepareAll<Row>(
    db,
    `SELECT ${columns} WHERE m.conversation = ? AND m.seq > ? AND m.seq <= ? ORDER BY m.seq LIMIT ?`,
  );
  const one = prepareOne<Row>(db, `SELECT ${columns} WHERE m.conversation = ? AND m.seq = ?`);
  const oldestChange = prepareOne<{ readonly rev: number | null }>(
    db,
    'SELECT min(rev) AS rev FROM changes WHERE conversation = ?',
  );
  const changes = prepareAll<{ readonly rev: number; readonly seq: number | null }>(
    db,
    'SELECT rev, seq FROM changes WHERE conversation = ? AND rev > ? ORDER BY rev LIMIT ?',
  );
  const changed = prepareAll<{ readonly rev: number; readonly seq: number }>(
    db,
    'SELECT rev, seq FROM messages WHERE conversation = ?1 AND rev > ?2 AND seq <= ?3 ORDER BY rev LIMIT ?4',
  );
  const reactors = prepareAll<{ readonly emoji: string; readonly id: string; readonly rev: number }>(
    db,
    `SELECT r.emoji, u.id, r.rev FROM reactions r JOIN users u ON u.no = r.user
     WHERE r.conversation = ? AND r.seq = ? ORDER BY r.rev`,
  );
  const former = prepareAll<{ readonly content: string; readonly at: number; readonly rev: number }>(
    db,
    'SELECT content, at, rev FROM former_texts WHERE conversation = ? AND seq = ? ORDER BY rev',
  );

  const toRecord = (conversation: ConversationId, no: number, row: Row): MessageRecord => {
    const record: { -readonly [Field in keyof MessageRecord]: MessageRecord[Field] } = {
      kind: 'message',
      conversation,
      seq: row.seq,
      id: asMessageId(row.id),
      author: asUserId(row.author),
      at: row.at,
    };
    if (row.client_id !== null) record.clientId = asClientId(row.client_id);
    if (row.reply_to !== null) record.replyTo = row.reply_to;
    if (row.rev !== null) record.rev = row.rev;
    if (row.content === null) return { ...record, deleted: true };
    record.content = row.content;
    if (row.mentions !== null) record.mentions = parseUserIds(row.mentions);
    if (row.parts !== null) record.parts = parseParts(row.parts);
    if (row.rev === null) return record;
    if (row.links !== null) record.links = parseLinks(row.links);
    if (row.pinned !== null) record.pinned = row.pinned;
    if (row.edited !== null) {
      record.edited = row.edited;
      const texts = former(no, row.seq);
      if (texts.length > 0) record.former = texts;
    }
    if (row.reactions === null && row.votes === null) return record;
    const by = new Map<string, Reactor[]>();
    for (const { emoji, id, rev } of reactors(no, row.seq)) {
      const some = by.get(emoji);
      if (some) some.push([asUserId(id), rev]);
      else by.set(emoji, [[asUserId(id), rev]]);
    }
    if (row.reactions !== null)
      record.reactions = parseReactions(row.reactions).map(({ emoji }) => [emoji, by.get(emoji) ?? []]);
    if (row.votes !== null) {
      const { options, closed } = parseVotes(row.votes);
      record.votes = options.map((_, index) => by.get(`#${index}`) ?? []);
      if (closed) record.closed = true;
    }
    return record;
  };

  /** Earlier messages that were changed after `rev`, and up to which rev that is. */
  const changedSince = (row: HeadRow, held: ReadUpTo, limit: number) => {
    const oldest = oldestChange(row.no)?.rev ?? row.rev + 1;
    const rows = held.rev + 1 >= oldest ? changes(row.no, held.rev, limit) : changed(row.no, held.rev, held.seq, limit);
    const seqs = new Set(rows.flatMap(({ seq }) => (seq !== null && seq <= held.seq ? [seq] : [])));
    return { seqs: [...seqs], rev: rows.length < limit ? row.rev : (rows.at(-1)?.rev ?? row.rev) };
  };

  return (conversation: ConversationId, held: ReadUpTo | null, limit: number): LogPart | 'restart' | null => {
    const row = head(conversation);
    if (!row) return null;
    if (held && (held.epoch !== row.epoch || held.seq > row.seq || held.rev > row.rev)) return 'restart';
    const from = Math.max(held?.seq ?? 0, row.first_seq - 1);
    const found = after(row.no, from, row.seq, limit);
    const earlier = held && held.rev < row.rev ? changedSince(row, held, limit) : { seqs: [], rev: row.rev };
    const again = earlier.seqs.flatMap((seq) => (seq >= row.first_seq ? (one(row.no, seq) ?? []) : []));
    const reached = {
      epoch: row.epoch,
      seq: found.length < limit ? row.seq : (found.at(-1)?.seq ?? row.seq),
      rev: earlier.rev,
    };
    return {
      messages: [...found, ...again].map((message) => toRecord(conversation, row.no, message)),
      reached,
      isWhole: reached.seq === row.seq && reached.rev === row.rev,
    };
  };
}
