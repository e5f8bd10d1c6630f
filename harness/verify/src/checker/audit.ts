import type { History } from '../history.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** Every act of power that was acknowledged has exactly one record; one whose outcome is unknown has one at most. */
export function checkAudit(history: History): Violation[] {
  const { acts, final } = history;
  if (final.records === null) return [];
  const counts = new Map<string, number>();
  for (const { act, user, reason } of final.records) {
    const key = `${act} ${user} ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return acts.flatMap(({ act, user, reason, askedAt, ackedAt }): Violation[] => {
    const count = counts.get(`${act} ${user} ${reason}`) ?? 0;
    if (count === 1 || (count === 0 && ackedAt === null)) return [];
    return [
      {
        check: 'act-unrecorded',
        rule: 'AUD-2',
        at: askedAt,
        story: `At ${seconds(askedAt)} ${act} was asked for against ${user} (${ackedAt === null ? 'without an answer' : `acknowledged at ${seconds(ackedAt)}`}), and the audit log has ${count} records of it. ${describeFaults(history, askedAt, ackedAt ?? askedAt)}`,
      },
    ];
  });
}
