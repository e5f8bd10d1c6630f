import type { DatabaseSync } from 'node:sqlite';
import type { UserId } from '@rookery/protocol';
import { wrongCodeMs, wrongCodesAtOnce } from '../../../ports/second-factor.ts';
import type { KeptFactor, TryOutcome } from '../../../ports/second-factor.ts';
import type { Lookups } from './lookups.ts';
import { prepareOne, prepareRun } from './statements.ts';

type Row = {
  readonly secret: string | null;
  readonly pending: string | null;
  readonly step: number;
  readonly busy_until: number;
  readonly recovery: string;
};

const hashesOf = (row: Row | undefined): readonly string[] =>
  row?.recovery.split(' ').filter((hash) => hash !== '') ?? [];

export function secondFactor(db: DatabaseSync, find: Lookups) {
  const kept = prepareOne<Row>(
    db,
    'SELECT secret, pending, step, busy_until, recovery FROM second_factors WHERE user = ?',
  );
  const begin = prepareRun(
    db,
    'INSERT INTO second_factors (user, pending) VALUES (?1, ?2) ON CONFLICT (user) DO UPDATE SET pending = ?2',
  );
  const confirm = prepareRun(
    db,
    `UPDATE second_factors SET secret = pending, pending = NULL, step = ?3, busy_until = 0, recovery = ?4
     WHERE user = ?1 AND pending = ?2`,
  );
  const accept = prepareRun(
    db,
    'UPDATE second_factors SET step = ?3, busy_until = 0 WHERE user = ?1 AND secret = ?2 AND step < ?3',
  );
  const countWrong = prepareRun(db, 'UPDATE second_factors SET busy_until = ?2 WHERE user = ?1');
  const setRecovery = prepareRun(db, 'UPDATE second_factors SET recovery = ?2 WHERE user = ?1 AND secret IS NOT NULL');
  const end = prepareRun(db, 'DELETE FROM second_factors WHERE user = ?');
  const numberOf = (user: UserId): number => find.user(user)?.no ?? -1;

  return {
    of(user: UserId): KeptFactor {
      const row = kept(numberOf(user));
      return { secret: row?.secret ?? null, pending: row?.pending ?? null, recoveryLeft: hashesOf(row).length };
    },

    begin(user: UserId, secret: string): boolean {
      const row = find.user(user);
      if (!row || row.guest === 1 || row.deactivated === 1) return false;
      begin(row.no, secret);
      return true;
    },

    confirm(user: UserId, secret: string, step: number, recovery: readonly string[]): boolean {
      const no = numberOf(user);
      if (confirm(no, secret, step, recovery.join(' ')) === 1) return true;
      // Once more the same: its answer was lost.
      const row = kept(no);
      return row?.secret === secret && row.recovery === recovery.join(' ');
    },

    tryStep(user: UserId, secret: string, step: number | null, now: number): TryOutcome {
      const no = numberOf(user);
      const row = kept(no);
      if (!row || row.secret !== secret) return 'refused';
      const busyUntil = Math.max(row.busy_until, now);
      const waitMs = busyUntil + wrongCodeMs - now - wrongCodesAtOnce * wrongCodeMs;
      if (waitMs > 0) return { waitMs };
      if (step !== null && accept(no, secret, step) === 1) return 'accepted';
      countWrong(no, busyUntil + wrongCodeMs);
      return 'refused';
    },

    useRecovery(user: UserId, hash: string): boolean {
      const no = numberOf(user);
      const hashes = hashesOf(kept(no));
      if (!hashes.includes(hash)) return false;
      setRecovery(no, hashes.filter((one) => one !== hash).join(' '));
      return true;
    },

    setRecovery: (user: UserId, recovery: readonly string[]): boolean =>
      setRecovery(numberOf(user), recovery.join(' ')) === 1,

    end(user: UserId): void {
      end(numberOf(user));
    },
  };
}
