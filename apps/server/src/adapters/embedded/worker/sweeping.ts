import type { DatabaseSync } from 'node:sqlite';
import { limits } from '@rookery/protocol';
import { prepareRun } from './statements.ts';

/** Rows of one step: a few ms, so that no commit waits long behind it. */
const stepRows = 500;
/** An expired session is kept a while, should the clock have leapt. */
const sessionGraceMs = 24 * 3_600_000;

/**
 * Drops what nobody will ask for again, a step at a time; answers whether there may be more. [LOG-2]
 * With `probe` it surely writes something: an empty transaction would not show that the disk is still full.
 */
export function sweeping(db: DatabaseSync): (now: number, probe: boolean) => boolean {
  // In the order of arrival: the walk ends at the first rows that are young.
  const sends = prepareRun(
    db,
    `DELETE FROM sends WHERE no IN (SELECT no FROM sends ORDER BY no LIMIT ${stepRows}) AND at < ?`,
  );
  const sessions = prepareRun(
    db,
    `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < ? LIMIT ${stepRows})`,
  );
  const once = prepareRun(db, `DELETE FROM once WHERE key IN (SELECT key FROM once WHERE until < ? LIMIT ${stepRows})`);
  const write = prepareRun(
    db,
    `INSERT INTO meta (key, value) VALUES ('probed_at', ?1) ON CONFLICT DO UPDATE SET value = ?1`,
  );
  return (now, probe) => {
    if (probe) write(String(now));
    const swept = Math.max(sends(now - limits.dedupeMs), sessions(now - sessionGraceMs), once(now - sessionGraceMs));
    return swept === stepRows;
  };
}
