import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asFileId, asMessageId, asUserId } from '@rookery/protocol';
import type { ConversationId, Position } from '@rookery/protocol';
import { consumerOfBit } from '../../../domain/consumers.ts';
import type { AboutRecord, ConversationRecord, MemberRecord } from '../../../domain/store-record.ts';
import { kinds, parseUserIds, roles, rulesOf, toMemberRole } from '../worker/rows.ts';
import { prepareAll, prepareOne } from '../worker/statements.ts';

type Row = {
  readonly no: number;
  readonly id: string;
  readonly kind: number;
  readonly name: string;
  readonly topic: string;
  readonly first_id: string;
  readonly second_id: string;
  readonly created_at: number;
  readonly epoch: string;
  readonly epoch_base: number;
  readonly first_seq: number;
  readonly seq: number;
  readonly last_id: string | null;
  readonly rev: number;
  readonly last_change: string | null;
  readonly removals: number;
  readonly active: number;
  readonly empty_since: number | null;
  readonly rules: string | null;
  readonly people: string | null;
  readonly since_join: number;
  readonly picture: string | null;
  readonly mark: number;
};
type ThreadRow = {
  readonly parent: string;
  readonly root: number;
  readonly last_at: number;
  readonly repliers: string;
  readonly marked: number;
};
type MemberRow = {
  readonly id: string;
  readonly role: number;
  readonly guest: number;
  readonly read: number;
  readonly joined_seq: number;
  readonly gained: number;
  readonly invited_by: string | null;
};

const types = ['public', 'private', 'direct', 'group', 'thread'] as const;
/** Members in one record. */
const membersAtOnce = 1_000;
const maybe = <Value>(value: Value | null): Value | undefined => value ?? undefined;
const maybeUser = (id: string | null) => (id === null ? undefined : asUserId(id));

/** What is beside a conversation's log, for `StoreSource.about`. */
export function conversationRecords(db: DatabaseSync) {
  const one = prepareOne<Row>(
    db,
    `SELECT c.*, p.id AS first_id, q.id AS second_id FROM conversations c JOIN users p ON p.no = c.first JOIN users q ON q.no = c.second
     WHERE c.id = ? AND c.no NOT IN (SELECT conversation FROM ended_rooms)`,
  );
  const thread = prepareOne<ThreadRow>(
    db,
    'SELECT p.id AS parent, t.root, t.last_at, t.repliers, t.marked FROM threads t JOIN conversations p ON p.no = t.parent WHERE t.no = ?',
  );
  const before = prepareOne<{ readonly id: string; readonly author: string; readonly at: number }>(
    db,
    'SELECT m.id, u.id AS author, m.at FROM messages m JOIN users u ON u.no = m.author WHERE m.conversation = ? AND m.seq = ?',
  );
  const members = prepareAll<MemberRow>(
    db,
    `SELECT u.id, s.role, u.guest, s.read, s.joined_seq, s.gained, b.id AS invited_by
     FROM memberships s JOIN users u ON u.no = s.user LEFT JOIN users b ON b.no = s.invited_by
     WHERE s.conversation = ? ORDER BY s.gained, u.id`,
  );
  const changes = prepareAll<{
    readonly rev: number;
    readonly id: string;
    readonly kind: string;
    readonly seq: number | null;
  }>(db, 'SELECT rev, id, kind, seq FROM changes WHERE conversation = ? ORDER BY rev');
  const sanctions = (table: 'mutes' | 'bans') =>
    prepareAll<{
      readonly id: string;
      readonly until: number | null;
      readonly at: number;
      readonly by_id: string | null;
      readonly reason: string | null;
    }>(
      db,
      `SELECT u.id, x.until, x.at, d.id AS by_id, x.reason FROM ${table} x JOIN users u ON u.no = x.user LEFT JOIN users d ON d.no = x.done_by
       WHERE x.conversation = ?`,
    );
  const [mutes, bans] = [sanctions('mutes'), sanctions('bans')];
  const networks = prepareAll<{ readonly id: string; readonly network: string }>(
    db,
    'SELECT u.id, n.network FROM guest_networks n JOIN users u ON u.no = n.user WHERE n.conversation = ?',
  );
  const looks = prepareAll<{
    readonly kind: number;
    readonly look: string;
    readonly id: string;
    readonly until: number | null;
  }>(
    db,
    'SELECT s.kind, s.look, u.id, s.until FROM guest_sanctions s JOIN users u ON u.no = s.user WHERE s.conversation = ?',
  );
  const calls = prepareAll<{ readonly id: string; readonly seq: number; readonly rev: number }>(
    db,
    'SELECT u.id, c.seq, c.rev FROM calls c JOIN users u ON u.no = c.user WHERE c.conversation = ?',
  );
  const watchers = prepareAll<{ readonly id: string }>(
    db,
    'SELECT u.id FROM push_watchers w JOIN users u ON u.no = w.user WHERE w.conversation = ?',
  );
  const loose = prepareAll<{ readonly hash: string; readonly free_at: number }>(
    db,
    'SELECT hash, free_at FROM loose_bytes WHERE conversation = ?',
  );
  const cursors = prepareAll<{ readonly consumer: number; readonly position: string }>(
    db,
    'SELECT consumer, position FROM cursors WHERE conversation = ?',
  );

  const toRecord = (row: Row): ConversationRecord => {
    const of = row.kind === kinds.thread ? thread(row.no) : undefined;
    const past = row.first_seq > 1 ? before(row.no, row.first_seq - 1) : undefined;
    const isRoom = row.kind < kinds.direct;
    const rules = isRoom ? rulesOf(row) : {};
    return {
      kind: 'conversation',
      id: asConversationId(row.id),
      type: types[row.kind] ?? 'public',
      createdAt: row.created_at,
      ...(isRoom ? { name: row.name, topic: row.topic, owner: asUserId(row.first_id), ...rules } : {}),
      ...(row.kind === kinds.group
        ? { people: parseUserIds(row.people ?? '[]'), name: row.name === '' ? undefined : row.name }
        : {}),
      ...(row.kind === kinds.direct ? { pair: [asUserId(row.first_id), asUserId(row.second_id)] as const } : {}),
      ...(row.since_join === 1 && isRoom ? { history: 'since-join' as const } : {}),
      ...(row.picture === null ? {} : { picture: asFileId(row.picture) }),
      ...(of && {
        parent: asConversationId(of.parent),
        root: of.root,
        lastAt: of.last_at,
        repliers: parseUserIds(of.repliers),
        marked: of.marked,
      }),
      epoch: row.epoch,
      base: row.epoch_base,
      first: row.first_seq,
      ...(past && { beforeFirst: { id: asMessageId(past.id), author: asUserId(past.author), at: past.at } }),
      seq: row.seq,
      lastId: row.last_id === null ? null : asMessageId(row.last_id),
      rev: row.rev,
      lastChange: row.last_change,
      removals: row.removals,
      mark: row.mark,
      activeUs: row.active * 1_000,
      ...(row.empty_since === null ? {} : { emptySince: row.empty_since }),
    };
  };

  return (conversation: ConversationId): readonly AboutRecord[] => {
    const row = one(conversation);
    if (!row) return [];
    const { no } = row;
    const records: AboutRecord[] = [toRecord(row)];
    const all = members(no);
    const some: MemberRecord[] = all
      .filter(({ role }) => role < roles.invited)
      .map(({ id, role, guest, joined_seq, gained }) => ({
        user: asUserId(id),
        role: toMemberRole(role),
        ...(guest === 0 && row.kind < kinds.direct && toMemberRole(role) === 'member'
          ? { hasAccount: true as const }
          : {}),
        joinedSeq: joined_seq,
        joinedUs: gained * 1_000,
      }));
    for (let at = 0; at < some.length; at += membersAtOnce)
      records.push({ kind: 'members', conversation, members: some.slice(at, at + membersAtOnce) });
    for (const { id, role, read, gained, invited_by } of all) {
      const user = asUserId(id);
      if (role === roles.invited)
        records.push({
          kind: 'invited',
          conversation,
          user,
          ...(invited_by === null ? {} : { by: asUserId(invited_by) }),
        });
      if (role === roles.hidden) records.push({ kind: 'hidden', conversation, user, seq: read, at: gained });
    }
    for (const { rev, id, kind, seq } of changes(no))
      records.push({ kind: 'change', conversation, rev, id, change: kind, ...(seq === null ? {} : { seq }) });
    for (const [kind, rows] of [
      ['mute', mutes(no)],
      ['ban', bans(no)],
    ] as const)
      for (const { id, until, at, by_id, reason } of rows)
        records.push({
          kind,
          conversation,
          user: asUserId(id),
          until,
          at,
          by: maybeUser(by_id),
          reason: maybe(reason),
        });
    for (const { id, network } of networks(no))
      records.push({ kind: 'guest-network', conversation, user: asUserId(id), network });
    for (const { kind, look, id, until } of looks(no))
      records.push({
        kind: 'guest-sanction',
        conversation,
        of: kind === 1 ? 'mute' : 'ban',
        look,
        user: asUserId(id),
        until,
      });
    for (const { id, seq, rev } of calls(no))
      records.push({ kind: 'call', conversation, user: asUserId(id), seq, rev });
    for (const { id } of watchers(no)) records.push({ kind: 'push-watcher', conversation, user: asUserId(id) });
    for (const { hash, free_at } of loose(conversation))
      records.push({ kind: 'loose-bytes', conversation, hash, freeAt: free_at });
    for (const { consumer: bit, position } of cursors(conversation)) {
      const consumer = consumerOfBit(bit);
      // Written by this adapter alone.
      if (consumer !== null)
        records.push({ kind: 'cursor', conversation, consumer, position: JSON.parse(position) as Position });
    }
    return records;
  };
}
