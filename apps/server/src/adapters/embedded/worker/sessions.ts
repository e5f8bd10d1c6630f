import type { DatabaseSync } from 'node:sqlite';
import type { User, UserId } from '@rookery/protocol';
import type { SessionKind, SessionStore, StoredSession } from '../../../ports/session-store.ts';
import { toUser, userColumns } from './rows.ts';
import type { Lookups, UserRow } from './rows.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Extended = Parameters<SessionStore['extend']>[0];

export function sessions(db: DatabaseSync, transaction: Transaction, find: Lookups, numberOf: (user: User) => number) {
  const insert = prepareRun(
    db,
    `INSERT INTO sessions (id, secret_hash, user, kind, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (id) DO UPDATE SET secret_hash = ?2, user = ?3, kind = ?4, expires_at = ?5`,
  );
  const forgetSecret = prepareRun(db, 'DELETE FROM sessions WHERE secret_hash = ?');
  const bySecret = prepareOne<
    UserRow & { readonly session_id: string; readonly kind: SessionKind; readonly expires_at: number }
  >(
    db,
    `SELECT s.id AS session_id, s.kind, s.expires_at, ${userColumns}
     FROM sessions s JOIN users u ON u.no = s.user WHERE s.secret_hash = ? AND s.expires_at > ?`,
  );
  const byId = prepareOne<{ readonly expires_at: number }>(db, 'SELECT expires_at FROM sessions WHERE id = ?');
  const setEnd = prepareRun(db, 'UPDATE sessions SET expires_at = ? WHERE id = ?');
  const remove = prepareRun(db, 'DELETE FROM sessions WHERE id = ?');
  const lookSoon = prepareRun(db, 'UPDATE users SET look_at = 0 WHERE id = ?');
  const firmest = prepareOne<{ readonly kind: SessionKind }>(
    db,
    "SELECT kind FROM sessions WHERE user = ? AND expires_at > ? ORDER BY kind = 'guest' DESC LIMIT 1",
  );

  return {
    create(secretHash: string, session: StoredSession): void {
      // A secret that comes again (a client's pid) names the newest session.
      forgetSecret(secretHash);
      insert(session.id, secretHash, numberOf(session.user), session.kind, session.expiresAt);
    },

    resume(secretHash: string, now: number, extendTo: number | null): StoredSession | null {
      const row = bySecret(secretHash, now);
      if (!row) return null;
      let expiresAt = row.expires_at;
      if (extendTo !== null && extendTo - expiresAt > (expiresAt - now) / 10) {
        expiresAt = extendTo;
        setEnd(expiresAt, row.session_id);
      }
      return { id: row.session_id, user: toUser(row), kind: row.kind, expiresAt };
    },

    extend(kept: Extended, now: number, expiresAt: number | null): readonly string[] {
      const gone: string[] = [];
      for (const { id } of kept) {
        const row = byId(id);
        if (!row || row.expires_at <= now) gone.push(id);
        else if (expiresAt !== null && expiresAt > row.expires_at) setEnd(expiresAt, id);
      }
      return gone;
    },

    revoke(session: { readonly id: string; readonly user: UserId }): void {
      if (remove(session.id) === 0) return;
      lookSoon(session.user);
      transaction.toUser(session.user, { kind: 'revoked', sessions: [session.id] });
    },

    liveKind(user: UserId, now: number): SessionKind | null {
      const row = find.user(user);
      return (row && firmest(row.no, now)?.kind) ?? null;
    },
  };
}
