import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { ServerRole, User, UserId } from '@rookery/protocol';
import type { CreateAccountOutcome, Founding, NewAccount, RoleAct } from '../../../ports/accounts.ts';
import type { Audit } from './audit.ts';
import { toUser } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

/** Accounts and their passwords; who founded the server. */
export function accounts(db: DatabaseSync, transaction: Transaction, find: Lookups, acts: Audit) {
  const passwordOf = prepareOne<{ readonly password: string }>(db, 'SELECT password FROM accounts WHERE user = ?');
  const keep = prepareRun(db, 'INSERT INTO accounts (user, password) VALUES (?1, ?2)');
  const change = prepareRun(db, 'UPDATE accounts SET password = ? WHERE user = ? AND password = ?');
  const liveSession = prepareOne<{ readonly id: string }>(
    db,
    'SELECT id FROM sessions WHERE id = ? AND user = ? AND expires_at > ?',
  );
  const becomeAccount = prepareRun(
    db,
    'UPDATE users SET guest = 0, profile_rev = profile_rev + 1 WHERE no = ? AND guest = 1 AND deactivated = 0',
  );
  const renewSession = prepareRun(
    db,
    `UPDATE sessions SET secret_hash = ?2, kind = 'account', expires_at = ?3, created_at = ?4, agent = ?5, ends_by = ?6,
       former_hash = NULL, former_until = NULL, rotated_at = NULL
     WHERE id = ?1`,
  );
  const others = prepareAll<{ readonly id: string }>(
    db,
    'DELETE FROM sessions WHERE user = ? AND id <> ? RETURNING id',
  );
  const setRole = prepareRun(
    db,
    `UPDATE users SET server_role = ?1, profile_rev = profile_rev + 1
     WHERE id = ?2 AND guest = 0 AND username <> id AND server_role IS NOT ?1`,
  );
  const owners = prepareAll<{ readonly id: string }>(
    db,
    "SELECT id FROM users WHERE server_role = 'owner' AND deactivated = 0 LIMIT 2",
  );
  const isLastOwner = (user: UserId): boolean => {
    const [first, second] = owners();
    return first?.id === user && !second;
  };
  const setGone = prepareRun(
    db,
    'UPDATE users SET deactivated = ?1, profile_rev = profile_rev + 1 WHERE no = ?2 AND deactivated <> ?1 AND username <> id',
  );
  const putLink = prepareRun(
    db,
    `INSERT INTO password_links (user, secret_hash, until) VALUES (?1, ?2, ?3)
     ON CONFLICT DO UPDATE SET secret_hash = ?2, until = ?3`,
  );
  const linkOf = prepareOne<{ readonly secret_hash: string }>(
    db,
    'SELECT secret_hash FROM password_links WHERE user = ? AND until > ?',
  );
  const dropLink = prepareRun(db, 'DELETE FROM password_links WHERE user = ?');
  const putPassword = prepareRun(
    db,
    'INSERT INTO accounts (user, password) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET password = ?2',
  );
  const meta = prepareOne<{ readonly value: string }>(db, 'SELECT value FROM meta WHERE key = ?');
  const setMeta = prepareRun(db, 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING');
  /** The value that stands; this one where there was none. */
  const metaOr = (key: string, value: string): string => {
    setMeta(key, value);
    return meta(key)?.value ?? value;
  };
  const userNow = (id: UserId): User | null => {
    const row = find.user(id);
    return row ? toUser(row) : null;
  };

  return {
    isLastOwner,

    create({ user, password, session, beginning }: NewAccount, now: number): CreateAccountOutcome {
      const row = find.user(user);
      if (row?.guest === 0) {
        // The very same again: its answer was lost.
        const isRepeat = passwordOf(row.no)?.password === password;
        return isRepeat ? { status: 'created', user: toUser(row) } : { status: 'has-one' };
      }
      if (!row || !liveSession(session.id, row.no, now) || becomeAccount(row.no) === 0) return { status: 'no-session' };
      keep(row.no, password);
      const { createdAt, agent, endsBy } = beginning;
      renewSession(session.id, session.secretHash, session.expiresAt, createdAt, agent, endsBy);
      const ended = others(row.no, session.id).map(({ id }) => id);
      if (ended.length > 0) transaction.toUser(user, { kind: 'revoked', sessions: ended });
      transaction.toPeople(user);
      const made = userNow(user);
      if (!made) throw new Error('a user is gone within a transaction');
      return { status: 'created', user: made };
    },

    passwordOf(user: UserId): string | null {
      return passwordOf(find.user(user)?.no ?? -1)?.password ?? null;
    },

    setPassword(user: UserId, from: string, to: string): 'set' | 'changed-meanwhile' {
      const no = find.user(user)?.no ?? -1;
      // Once more the same: its answer was lost.
      return change(to, no, from) === 1 || passwordOf(no)?.password === to ? 'set' : 'changed-meanwhile';
    },

    setRole(user: UserId, role: ServerRole | null, { act, by }: RoleAct): User | 'last-owner' | null {
      const before = find.user(user)?.server_role ?? 'member';
      if (role !== 'owner' && isLastOwner(user)) return 'last-owner';
      if (setRole(role, user) === 1) {
        acts.note({ act, by, user, before: { role: before }, after: { role: role ?? 'member' } });
        transaction.toPeople(user);
      }
      const found = userNow(user);
      return found === null || found.guest ? null : found;
    },

    setDeactivated(user: UserId, isDeactivated: boolean, { act, by }: RoleAct): User | 'last-owner' | null {
      const row = find.user(user);
      if (!row) return null;
      if (isDeactivated && isLastOwner(user)) return 'last-owner';
      const ended = isDeactivated ? others(row.no, '').map(({ id }) => id) : [];
      if (ended.length > 0) transaction.toUser(user, { kind: 'revoked', sessions: ended });
      if (setGone(isDeactivated ? 1 : 0, row.no) === 1) {
        const [before, after] = [{ deactivated: !isDeactivated }, { deactivated: isDeactivated }];
        acts.note({ act, by, user, before, after });
        transaction.toPeople(user);
      }
      return userNow(user);
    },

    offerPasswordLink(user: UserId, secretHash: string, expiresAt: number): boolean {
      const row = find.user(user);
      if (!row || row.guest === 1 || row.deactivated === 1) return false;
      putLink(row.no, secretHash, expiresAt);
      return true;
    },

    passwordLinkOf: (user: UserId, now: number): string | null =>
      linkOf(find.user(user)?.no ?? -1, now)?.secret_hash ?? null,

    usePasswordLink(user: UserId, secretHash: string, password: string, now: number): 'set' | 'unknown' {
      const no = find.user(user)?.no ?? -1;
      // Once more the same: its answer was lost.
      if (passwordOf(no)?.password === password) return 'set';
      if (linkOf(no, now)?.secret_hash !== secretHash) return 'unknown';
      putPassword(no, password);
      dropLink(no);
      return 'set';
    },

    founding(fresh: string): Founding {
      const owner = meta('owner');
      return { token: metaOr('setup_token', fresh), owner: owner ? asUserId(owner.value) : null };
    },

    claimFounding: (user: UserId): UserId => asUserId(metaOr('owner', user)),
  };
}
