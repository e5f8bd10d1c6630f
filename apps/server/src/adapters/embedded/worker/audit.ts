import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId } from '@rookery/protocol';
import { canonicalJson, recordAfter, unreadableEntry } from '../../../domain/audit.ts';
import type { AuditDetails, AuditEntry, AuditHead, AuditRecord } from '../../../domain/audit.ts';
import { newWord } from '../../../domain/new-id.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import type { AuditFilter, AuditLog } from '../../../ports/audit-log.ts';
import { kinds } from './rows.ts';
import type { ConversationRow } from './rows.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Answer<Name extends keyof AuditLog> = Awaited<ReturnType<AuditLog[Name]>>;
type RecordRow = {
  readonly n: number;
  readonly entry: string;
  readonly previous: string;
  readonly hash: string;
};
type Act = Omit<AuditEntry, 'id' | 'at' | 'room' | 'name'>;

const columns = 'n, entry, previous, hash';

/** The log of acts of power. It is only ever added to. [AUD-1] */
export function audit(db: DatabaseSync, transaction: Transaction) {
  const insert = prepareRun(
    db,
    `INSERT INTO audit (n, id, room, user, done_by, entry, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const isKnown = prepareOne<{ readonly n: number }>(db, 'SELECT n FROM audit WHERE id = ?');
  const headRow = prepareOne<{ readonly value: string }>(db, `SELECT value FROM meta WHERE key = 'audit_head'`);
  const setHead = prepareRun(
    db,
    `INSERT INTO meta (key, value) VALUES ('audit_head', ?1) ON CONFLICT DO UPDATE SET value = ?1`,
  );
  const after = prepareAll<RecordRow>(db, `SELECT ${columns} FROM audit WHERE n > ? ORDER BY n LIMIT ?`);
  const newest = (where: string) =>
    prepareAll<RecordRow>(db, `SELECT ${columns} FROM audit WHERE n < ?1 AND ${where} ORDER BY n DESC LIMIT ?2`);
  const ofAll = newest('true');
  const ofRoom = newest('room = ?3');
  const ofUser = newest('(user = ?3 OR done_by = ?3)');
  const ofUserInRoom = newest('room = ?3 AND (user = ?4 OR done_by = ?4)');

  const head = (): AuditHead => {
    const [n = '0', hash = ''] = headRow()?.value.split(' ') ?? [];
    return { n: Number(n), hash };
  };

  const record = (entry: AuditEntry): void => {
    if (isKnown(entry.id)) return;
    const { n, previous, hash } = recordAfter(head(), entry);
    const { id, room, user, by } = entry;
    insert(n, id, room ?? null, user ?? null, by, canonicalJson(entry), previous, hash);
    setHead(`${n} ${hash}`);
  };
  /** An act in the transaction that does it. */
  const note = (act: Act, room?: ConversationRow): void =>
    record({
      ...act,
      id: newWord(),
      at: Math.floor(transaction.now),
      ...(room && { room: room.id as ConversationId }),
      ...(room?.kind === kinds.publicRoom && { name: room.name }),
    });

  const rowsOf = ({ room, user }: AuditFilter, below: number, limit: number): RecordRow[] => {
    if (room !== undefined)
      return user === undefined ? ofRoom(below, limit, room) : ofUserInRoom(below, limit, room, user);
    return user === undefined ? ofAll(below, limit) : ofUser(below, limit, user);
  };

  return {
    note,
    record,
    list(filter: AuditFilter, cursor: string | undefined, limit: number): Answer<'list'> {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw unreadableCursor();
      const found = rowsOf(filter, cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor), limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return { rows: shown.map(toRecord), next: last ? String(last.n) : null };
    },
    read: (from: number, limit: number): Answer<'read'> => ({
      records: after(from, limit).map(toRecord),
      head: head(),
    }),
  };
}
export type Audit = ReturnType<typeof audit>;

/** Written by this adapter alone. What somebody else has put there fails the check of the log, and must not fail here. */
function toRecord({ n, entry: json, previous, hash }: RecordRow): AuditRecord {
  let entry: AuditEntry;
  try {
    entry = JSON.parse(json) as AuditEntry;
  } catch {
    entry = unreadableEntry;
  }
  return { n, entry, previous, hash };
}

/** What differs between two sets of rules, as it was and as it is; a field that is not there is null. Null where nothing does. */
export function differences(
  before: object,
  after: object,
): { readonly before: AuditDetails; readonly after: AuditDetails } | null {
  const [was, is] = [before, after].map((rules) => new Map<string, unknown>(Object.entries(rules)));
  const fields = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].filter(
    (field) => canonicalJson(was?.get(field) ?? null) !== canonicalJson(is?.get(field) ?? null),
  );
  if (fields.length === 0) return null;
  const pick = (from: ReadonlyMap<string, unknown> | undefined) =>
    Object.fromEntries(fields.map((field) => [field, from?.get(field) ?? null])) as AuditDetails;
  return { before: pick(was), after: pick(is) };
}
