import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from '../../../domain/audit.ts';
import type { AuditEntry } from '../../../domain/audit.ts';
import type { ServerRecord } from '../../../domain/store-record.ts';
import type { FiledReport } from '../../../ports/reports.ts';
import { asHashedName } from '../worker/hashed-name.ts';
import { prepareRun } from '../worker/statements.ts';
import { keyOf } from '../worker/tasks.ts';
import type { Numbers } from './numbers.ts';

/** What belongs to the server. Acts of power that another store has not recorded yet are collected: they follow the records. */
export function serverWriting(db: DatabaseSync, no: Numbers, owed: AuditEntry[]) {
  const setting = prepareRun(db, 'INSERT OR REPLACE INTO server_settings (name, value) VALUES (?, ?)');
  const hold = prepareRun(db, 'INSERT OR REPLACE INTO holds (conversation, done_by, at, reason) VALUES (?, ?, ?, ?)');
  const name = prepareRun(
    db,
    'INSERT OR REPLACE INTO usernames (skeleton, user, left_at, left_as) VALUES (?, ?, ?, ?)',
  );
  const meta = prepareRun(db, 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  const identity = prepareRun(db, 'INSERT OR REPLACE INTO identities (issuer, subject, user) VALUES (?, ?, ?)');
  const once = prepareRun(db, 'INSERT OR REPLACE INTO once (key, value, until, taken_by) VALUES (?, ?, ?, ?)');
  const invitation = prepareRun(
    db,
    `INSERT OR REPLACE INTO invite_links (code, room, made_by, role, uses, used, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const use = prepareRun(db, 'INSERT OR REPLACE INTO invite_uses (code, user, attempt) VALUES (?, ?, ?)');
  const report = prepareRun(
    db,
    'INSERT OR REPLACE INTO reports (id, conversation, reporter, seq, at, report) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const act = prepareRun(
    db,
    'INSERT OR REPLACE INTO audit (n, id, room, user, done_by, entry, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const mail = prepareRun(db, 'INSERT OR REPLACE INTO mails (id, due_at, tries, mail) VALUES (?, ?, ?, ?)');
  const task = prepareRun(
    db,
    `INSERT OR REPLACE INTO tasks (user, conversation, consumer, epoch, seq, due_at, failures, reason, parked_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return (record: ServerRecord): void => {
    switch (record.kind) {
      case 'name': {
        const { skeleton, user, folded, leftAt } = record;
        return void name(skeleton, no.user(user), leftAt ?? null, leftAt === undefined ? null : folded);
      }
      case 'setting':
        return void setting(record.name, record.json);
      case 'hold':
        return void hold(record.conversation, record.by, record.at, record.reason ?? null);
      case 'founding':
        if (record.token !== undefined) meta('setup_token', record.token);
        if (record.owner !== undefined) meta('owner', record.owner);
        return;
      case 'identity':
        return void identity(asHashedName(record.issuerHash), record.subject, record.user);
      case 'once':
        return void once(asHashedName(record.keyHash), record.value, record.until, record.takenBy ?? null);
      case 'invitation': {
        const { code, room, by, role = null, uses, used, createdAt, expiresAt } = record;
        invitation(code, room ?? '', by, role, uses, used, createdAt, expiresAt);
        for (const [user, attempt] of record.usedBy) use(code, user, attempt);
        return;
      }
      case 'report': {
        // As a store has filed it.
        const { id, conversation, by, seq, at } = JSON.parse(record.json) as FiledReport;
        return void report(id, conversation, by, seq, at, record.json);
      }
      case 'audit': {
        const { n, entry, previous, hash } = record;
        act(n, entry.id, entry.room ?? null, entry.user ?? null, entry.by, canonicalJson(entry), previous, hash);
        return void meta('audit_head', `${n} ${hash}`);
      }
      case 'owed-act':
        return void owed.push(record.entry);
      case 'mail':
        return void mail(record.id, record.dueAt, record.tries, record.json);
      case 'task': {
        const { dueAt, failures = 0, reason = null, parkedAt = null } = record;
        // Here these two are done in the step that owes them.
        if (record.task.kind === 'owed' && ['audit', 'standing'].includes(record.task.consumer)) return;
        return void task(...keyOf(record.task), dueAt, failures, reason, parkedAt);
      }
    }
  };
}
