import type { DatabaseSync } from 'node:sqlite';
import { asUserId, limits } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { prepareAll, prepareRun } from './statements.ts';

/** Rows of one step: a few ms, so that no commit waits long behind it. */
const stepRows = 500;
/** An expired session is kept a while, should the clock have leapt. */
const sessionGraceMs = 24 * 3_600_000;

/**
 * Drops what nobody will ask for again, a step at a time; answers whether there may be more. [LOG-2]
 * With `probe` it surely writes something: an empty transaction would not show that the disk is still full.
 */
export function sweeping(
  db: DatabaseSync,
  retire: (user: UserId, by: number) => unknown,
): (now: number, probe: boolean) => boolean {
  // In the order of arrival: the walk ends at the first rows that are young.
  const sends = prepareRun(
    db,
    `DELETE FROM sends WHERE no IN (SELECT no FROM sends ORDER BY no LIMIT ${stepRows}) AND at < ?`,
  );
  const sessions = prepareAll<{ readonly user: string | null }>(
    db,
    `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? LIMIT ${stepRows})
     RETURNING (SELECT id FROM users WHERE no = user) AS user`,
  );
  const write = prepareRun(
    db,
    `INSERT INTO meta (key, value) VALUES ('probed_at', ?1) ON CONFLICT DO UPDATE SET value = ?1`,
  );
  return (now, probe) => {
    if (probe) write(String(now));
    const ended = sessions(now - sessionGraceMs);
    // A guest whose last session has ended does not come back.
    for (const { user } of ended) if (user !== null) retire(asUserId(user), now - sessionGraceMs);
    return Math.max(sends(now - limits.dedupeMs), ended.length) === stepRows;
  };
}
