import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@rookery/protocol';
import { consumers } from '../../../domain/consumers.ts';
import type { Kept, KeptKind, KeptThing, NewThing, PutOutcome } from '../../../ports/kept.ts';
import { steadyNow } from './due.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Row = {
  readonly kind: KeptKind;
  readonly key: string;
  readonly rev: number;
  readonly json: string;
  readonly due_at: number | null;
};
const columns = 'kind, key, rev, json, due_at';
const toThing = ({ due_at, ...row }: Row): KeptThing => ({ ...row, dueAt: due_at });

/** What people keep for themselves. [KEEP-3] */
export function kept(db: DatabaseSync, transaction: Transaction, find: Lookups) {
  const one = prepareOne<Row>(db, `SELECT ${columns} FROM kept WHERE user = ? AND kind = ? AND key = ?`);
  const all = prepareAll<Row>(db, `SELECT ${columns} FROM kept WHERE user = ? AND kind = ? ORDER BY rev DESC`);
  const count = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM kept WHERE user = ? AND kind = ?',
  );
  const put = prepareRun(
    db,
    `INSERT INTO kept (user, kind, key, rev, json, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT DO UPDATE SET rev = ?4, json = ?5, due_at = ?6`,
  );
  const drop = prepareRun(db, 'DELETE FROM kept WHERE user = ? AND kind = ? AND key = ?');
  const dueNow = prepareAll<Row>(
    db,
    `SELECT ${columns} FROM kept WHERE user = ? AND due_at <= ? ORDER BY due_at LIMIT ?`,
  );
  const next = prepareOne<{ readonly at: number | null }>(db, 'SELECT min(due_at) AS at FROM kept WHERE user = ?');
  // A lease that somebody holds is lost by it: she has perhaps looked already.
  const queue = prepareRun(
    db,
    `INSERT INTO tasks (user, conversation, consumer, epoch, seq, due_at) VALUES (?1, '', ${consumers.kept.bit}, '', 0, ?2)
     ON CONFLICT DO UPDATE SET due_at = iif(lease IS NULL, min(due_at, ?2), ?2), lease = NULL`,
  );
  const numberOf = (user: UserId): number => find.user(user)?.no ?? -1;
  const found = (user: UserId, kind: KeptKind, key: string): KeptThing | null => {
    const row = one(numberOf(user), kind, key);
    return row ? toThing(row) : null;
  };

  return {
    find: found,
    list: (user: UserId, kind: KeptKind): readonly KeptThing[] => all(numberOf(user), kind).map(toThing),
    due: (user: UserId, limit: number): readonly KeptThing[] => dueNow(numberOf(user), steadyNow(), limit).map(toThing),

    put(user: UserId, { kind, key, json, dueAt }: NewThing, how: Parameters<Kept['put']>[2]): PutOutcome {
      const person = find.user(user);
      if (!person) return { status: 'other', now: null };
      const before = found(user, kind, key);
      if (how.expected !== undefined && how.expected !== (before?.rev ?? 0)) return { status: 'other', now: before };
      if (!before && (count(person.no, kind)?.count ?? 0) >= how.most) return { status: 'too-many' };
      const rev = transaction.nextRank();
      put(person.no, kind, key, rev, json, dueAt);
      if (dueAt !== null) queue(user, Math.max(dueAt, steadyNow()));
      transaction.toUser(user, { kind: 'kept', of: kind, key, ...how.told });
      return { status: 'kept', rev };
    },

    drop(user: UserId, kind: KeptKind, key: string, how: Parameters<Kept['drop']>[3]): boolean {
      const before = found(user, kind, key);
      if (!before || (how.expected !== undefined && how.expected !== before.rev)) return false;
      drop(numberOf(user), kind, key);
      transaction.toUser(user, { kind: 'kept', of: kind, key, ...how.told });
      return true;
    },

    settleLater(user: UserId): number | null {
      const at = next(numberOf(user))?.at ?? null;
      if (at !== null) queue(user, Math.max(at, steadyNow()));
      return at;
    },
  };
}
