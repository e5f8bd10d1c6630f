import type { DatabaseSync } from 'node:sqlite';
import type { User, UserId } from '@rookery/protocol';
import { deactivated } from '../../../domain/deactivated.ts';
import { formerSecretMs } from '../../../ports/session-store.ts';
import type {
  ListedSession,
  SessionBeginning,
  SessionKind,
  SessionStore,
  StoredSession,
} from '../../../ports/session-store.ts';
import { toUser, userColumns } from './rows.ts';
import type { UserRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Extended = Parameters<SessionStore['extend']>[0];
type Ends = { readonly expires_at: number; readonly ends_by: number | null };
type FoundRow = UserRow & Ends & { readonly session_id: string; readonly kind: SessionKind; readonly is_new: 0 | 1 };
type SessionRow = Ends & {
  readonly id: string;
  readonly kind: SessionKind;
  readonly created_at: number | null;
  readonly agent: string;
};

const hourMs = 3_600_000;

/** The end that a use gives it; the same where it is not worth a write. */
function endAfter({ expires_at: end, ends_by: last }: Ends, now: number, extendTo: number | null): number {
  const wanted = Math.min(extendTo ?? end, last ?? Infinity);
  return wanted - end > Math.min((end - now) / 10, hourMs) ? wanted : end;
}

export function sessions(db: DatabaseSync, transaction: Transaction, find: Lookups, numberOf: (user: User) => number) {
  const insert = prepareRun(
    db,
    `INSERT INTO sessions (id, secret_hash, user, kind, expires_at, created_at, agent, ends_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (id) DO UPDATE SET secret_hash = ?2, user = ?3, kind = ?4, expires_at = ?5`,
  );
  const forgetSecret = prepareRun(db, 'DELETE FROM sessions WHERE secret_hash = ?');
  const found = `SELECT s.id AS session_id, s.kind, s.expires_at, s.ends_by,
      s.former_hash IS NOT NULL AND s.former_until IS NULL AS is_new, ${userColumns}
     FROM sessions s JOIN users u ON u.no = s.user`;
  const bySecret = prepareOne<FoundRow>(db, `${found} WHERE s.secret_hash = ? AND s.expires_at > ?`);
  const byFormer = prepareOne<FoundRow>(
    db,
    `${found} WHERE s.former_hash = ?1 AND s.expires_at > ?2 AND (s.former_until IS NULL OR s.former_until > ?2)`,
  );
  const setFormerEnd = prepareRun(db, 'UPDATE sessions SET former_until = ? WHERE id = ?');
  const rotateNow = prepareRun(
    db,
    `UPDATE sessions SET secret_hash = ?3, former_hash = ?2, former_until = NULL, rotated_at = ?4
     WHERE id = ?1 AND expires_at > ?4 AND (
       (secret_hash = ?2 AND ?4 - coalesce(rotated_at, created_at, 0) >= ?5)
       OR (former_hash = ?2 AND former_until IS NULL AND ?4 - rotated_at >= ?6))`,
  );
  const byId = prepareOne<Ends>(db, 'SELECT expires_at, ends_by FROM sessions WHERE id = ?');
  const ofUser = prepareAll<SessionRow>(
    db,
    'SELECT id, kind, expires_at, created_at, agent, ends_by FROM sessions WHERE user = ? AND expires_at > ?',
  );
  const setEnd = prepareRun(db, 'UPDATE sessions SET expires_at = ? WHERE id = ?');
  const remove = prepareRun(db, 'DELETE FROM sessions WHERE id = ?');
  const removeAll = prepareAll<{ readonly id: string }>(
    db,
    'DELETE FROM sessions WHERE user = ?1 AND id IS NOT ?2 RETURNING id',
  );
  const lookSoon = prepareRun(db, 'UPDATE users SET look_at = 0 WHERE id = ?');
  const firmest = prepareOne<{ readonly kind: SessionKind }>(
    db,
    "SELECT kind FROM sessions WHERE user = ? AND expires_at > ? ORDER BY kind = 'classic' LIMIT 1",
  );

  return {
    create(secretHash: string, session: StoredSession, beginning?: SessionBeginning): void {
      if (find.user(session.user.id)?.deactivated === 1) throw deactivated();
      // A secret that comes again (a client's pid) names the newest session.
      forgetSecret(secretHash);
      insert(
        session.id,
        secretHash,
        numberOf(session.user),
        session.kind,
        session.expiresAt,
        beginning?.createdAt ?? null,
        beginning?.agent ?? '',
        beginning?.endsBy ?? null,
      );
    },

    resume(secretHash: string, now: number, extendTo: number | null): StoredSession | null {
      const own = bySecret(secretHash, now);
      const row = own ?? byFormer(secretHash, now);
      if (!row) return null;
      if (own?.is_new === 1) setFormerEnd(now + formerSecretMs, own.session_id);
      const expiresAt = endAfter(row, now, extendTo);
      if (expiresAt !== row.expires_at) setEnd(expiresAt, row.session_id);
      return { id: row.session_id, user: toUser(row), kind: row.kind, expiresAt };
    },

    extend(kept: Extended, now: number, expiresAt: number | null): readonly string[] {
      const gone: string[] = [];
      for (const { id } of kept) {
        const row = byId(id);
        if (!row || row.expires_at <= now) {
          gone.push(id);
          continue;
        }
        const end = endAfter(row, now, expiresAt);
        if (end !== row.expires_at) setEnd(end, id);
      }
      return gone;
    },

    rotate({ id }: Extended[number], from: string, to: string, now: number, leastAgeMs: number): boolean {
      return rotateNow(id, from, to, now, leastAgeMs, formerSecretMs) === 1;
    },

    revoke(session: { readonly id: string; readonly user: UserId }): void {
      if (remove(session.id) === 0) return;
      lookSoon(session.user);
      transaction.toUser(session.user, { kind: 'revoked', sessions: [session.id] });
    },

    revokeAll(user: UserId, kept: string | null): void {
      const row = find.user(user);
      const ended = row ? removeAll(row.no, kept).map(({ id }) => id) : [];
      if (ended.length === 0) return;
      lookSoon(user);
      transaction.toUser(user, { kind: 'revoked', sessions: ended });
    },

    list(user: UserId, now: number): readonly ListedSession[] {
      const row = find.user(user);
      return (row ? ofUser(row.no, now) : []).map(({ id, kind, expires_at, created_at, agent, ends_by }) => ({
        id,
        kind,
        expiresAt: expires_at,
        beginning: created_at === null ? null : { createdAt: created_at, agent, endsBy: ends_by },
      }));
    },

    liveKind(user: UserId, now: number): SessionKind | null {
      const row = find.user(user);
      return (row && firmest(row.no, now)?.kind) ?? null;
    },
  };
}
