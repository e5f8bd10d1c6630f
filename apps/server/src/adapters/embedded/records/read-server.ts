import type { DatabaseSync } from 'node:sqlite';
import { secretHash } from '../../../domain/new-id.ts';
import type { AuditEntry } from '../../../domain/audit.ts';
import type { ServerRecord } from '../../../domain/store-record.ts';
import { hashedName } from '../worker/hashed-name.ts';
import { toTask } from '../worker/tasks.ts';
import { prepareAll, prepareOne } from '../worker/statements.ts';

type TaskRow = Parameters<typeof toTask>[0] & {
  readonly due_at: number;
  readonly failures: number;
  readonly reason: string | null;
  readonly parked_at: number | null;
};
const maybe = <Value>(value: Value | null): Value | undefined => value ?? undefined;

/** What belongs to the server, for `StoreSource.server`: each part is read in one moment. */
export function serverRecords(db: DatabaseSync): readonly (() => readonly ServerRecord[])[] {
  const meta = prepareOne<{ readonly value: string }>(db, 'SELECT value FROM meta WHERE key = ?');
  const all = <Row>(sql: string, toRecord: (row: Row) => ServerRecord | null): (() => readonly ServerRecord[]) => {
    const rows = prepareAll<Row>(db, sql);
    return () => rows().flatMap((row) => toRecord(row) ?? []);
  };
  const uses = prepareAll<{ readonly user: string; readonly attempt: string }>(
    db,
    'SELECT user, attempt FROM invite_uses WHERE code = ?',
  );
  return [
    () => {
      const [token, owner] = [meta('setup_token')?.value, meta('owner')?.value];
      return token === undefined && owner === undefined ? [] : [{ kind: 'founding', token, owner }];
    },
    all<{
      readonly skeleton: string;
      readonly id: string;
      readonly folded: string;
      readonly left_at: number | null;
      readonly left_as: string | null;
    }>(
      'SELECT n.skeleton, n.left_at, n.left_as, u.id, u.folded FROM usernames n JOIN users u ON u.no = n.user',
      ({ skeleton, id, folded, left_at, left_as }) => ({
        kind: 'name',
        skeleton,
        user: id,
        ...(left_at === null ? { folded } : { folded: left_as ?? skeleton, leftAt: left_at }),
      }),
    ),
    all<{ readonly name: string; readonly value: string }>('SELECT * FROM server_settings', ({ name, value }) => ({
      kind: 'setting',
      name,
      json: value,
    })),
    all<{
      readonly conversation: string;
      readonly done_by: string;
      readonly at: number;
      readonly reason: string | null;
    }>('SELECT * FROM holds', ({ conversation, done_by, at, reason }) => ({
      ...{ kind: 'hold', conversation, by: done_by, at, reason: maybe(reason) },
    })),
    all<{ readonly issuer: string; readonly subject: string; readonly user: string }>(
      'SELECT * FROM identities',
      ({ issuer, subject, user }) => ({
        kind: 'identity',
        issuerHash: hashedName(issuer) ?? secretHash(issuer),
        subject,
        user,
      }),
    ),
    all<{ readonly key: string; readonly value: string; readonly until: number; readonly taken_by: string | null }>(
      'SELECT * FROM once',
      ({ key, value, until, taken_by }) => ({
        kind: 'once',
        keyHash: hashedName(key) ?? secretHash(key),
        value,
        until,
        takenBy: maybe(taken_by),
      }),
    ),
    all<{
      readonly code: string;
      readonly room: string;
      readonly made_by: string;
      readonly role: string | null;
      readonly uses: number | null;
      readonly used: number;
      readonly created_at: number;
      readonly expires_at: number;
    }>('SELECT * FROM invite_links', (row) => ({
      kind: 'invitation',
      code: row.code,
      room: row.room === '' ? null : row.room,
      by: row.made_by,
      role: maybe(row.role),
      uses: row.uses,
      used: row.used,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      usedBy: uses(row.code).map(({ user, attempt }) => [user, attempt]),
    })),
    all<{ readonly id: string; readonly report: string }>('SELECT id, report FROM reports', ({ id, report }) => ({
      kind: 'report',
      id,
      json: report,
    })),
    all<{ readonly n: number; readonly entry: string; readonly previous: string; readonly hash: string }>(
      'SELECT n, entry, previous, hash FROM audit ORDER BY n',
      // Written by this adapter alone.
      ({ n, entry, previous, hash }) => ({ kind: 'audit', n, entry: JSON.parse(entry) as AuditEntry, previous, hash }),
    ),
    all<{ readonly id: string; readonly due_at: number; readonly tries: number; readonly mail: string }>(
      'SELECT * FROM mails',
      ({ id, due_at, tries, mail }) => ({ kind: 'mail', id, dueAt: due_at, tries, json: mail }),
    ),
    all<TaskRow>('SELECT * FROM tasks', (row) => {
      const task = toTask(row);
      if (task === null) return null;
      return {
        kind: 'task',
        task,
        dueAt: row.due_at,
        ...(row.failures === 0 ? {} : { failures: row.failures }),
        reason: maybe(row.reason),
        parkedAt: maybe(row.parked_at),
      };
    }),
  ];
}
