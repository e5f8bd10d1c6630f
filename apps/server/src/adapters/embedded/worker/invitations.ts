import type { DatabaseSync } from 'node:sqlite';
import { asRoomId, asUserId, limits } from '@rookery/protocol';
import type { RoomId, ServerRole, UserId } from '@rookery/protocol';
import type { CountedInvitation, Invitation, Redemption } from '../../../ports/invitations.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

type Row = {
  readonly code: string;
  readonly room: string;
  readonly made_by: string;
  readonly role: ServerRole | null;
  readonly uses: number | null;
  readonly used: number;
  readonly created_at: number;
  readonly expires_at: number;
};

const columns = 'code, room, made_by, role, uses, used, created_at, expires_at';

/** Invitations, and who has used each. */
export function invitations(db: DatabaseSync) {
  const one = prepareOne<Row>(db, `SELECT ${columns} FROM invite_links WHERE code = ? AND expires_at > ?`);
  const ofRoom = prepareAll<Row>(db, `SELECT ${columns} FROM invite_links WHERE room = ? AND expires_at > ?`);
  const add = prepareRun(
    db,
    `INSERT INTO invite_links (${columns}) VALUES (?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const remove = prepareRun(db, 'DELETE FROM invite_links WHERE code = ?');
  const removeUses = prepareRun(db, 'DELETE FROM invite_uses WHERE code = ?');
  const expired = prepareAll<{ readonly code: string }>(
    db,
    'SELECT code FROM invite_links WHERE expires_at <= ? ORDER BY expires_at LIMIT 100',
  );
  const use = prepareOne<{ readonly attempt: string }>(
    db,
    'SELECT attempt FROM invite_uses WHERE code = ? AND user = ?',
  );
  const addUse = prepareRun(db, 'INSERT INTO invite_uses (code, user, attempt) VALUES (?, ?, ?)');
  const removeUse = prepareRun(db, 'DELETE FROM invite_uses WHERE code = ? AND user = ?');
  const count = prepareRun(db, 'UPDATE invite_links SET used = used + ?2 WHERE code = ?1');

  const revoke = (code: string): void => {
    remove(code);
    removeUses(code);
  };

  return {
    create(invitation: Invitation, now: number): 'created' | 'too-many' {
      // What has expired goes with what comes.
      for (const { code } of expired(now)) revoke(code);
      const room = invitation.room ?? '';
      if (one(invitation.code, now)) return 'created';
      if (ofRoom(room, now).length >= limits.invitesPerPlace) return 'too-many';
      const { code, by, role, uses, createdAt, expiresAt } = invitation;
      add(code, room, by, role, uses, createdAt, expiresAt);
      return 'created';
    },

    find(code: string, now: number): CountedInvitation | null {
      const row = one(code, now);
      return row ? toInvitation(row) : null;
    },

    list: (room: RoomId | null, now: number): CountedInvitation[] => ofRoom(room ?? '', now).map(toInvitation),

    revoke,

    redeem(code: string, user: UserId, attempt: string, now: number): Redemption | null {
      const row = one(code, now);
      if (!row) return null;
      const before = use(code, user);
      if (before) return { invitation: toInvitation(row), isFirst: before.attempt === attempt };
      if (row.uses !== null && row.used >= row.uses) return null;
      addUse(code, user, attempt);
      count(code, 1);
      return { invitation: toInvitation({ ...row, used: row.used + 1 }), isFirst: true };
    },

    giveBack(code: string, user: UserId): void {
      if (removeUse(code, user) === 1) count(code, -1);
    },
  };
}

const toInvitation = (row: Row): CountedInvitation => ({
  code: row.code,
  room: row.room === '' ? null : asRoomId(row.room),
  by: asUserId(row.made_by),
  role: row.role,
  uses: row.uses,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  used: row.used,
});
