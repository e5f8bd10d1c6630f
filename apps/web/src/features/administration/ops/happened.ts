import type { OpsEvent } from '@rookery/protocol';

const grave: ReadonlySet<OpsEvent['what']> = new Set(['restarted', 'failover', 'degraded']);

/** Whether nobody wanted it. */
export const isGrave = (what: OpsEvent['what']): boolean => grave.has(what);

/** Ids of the locales. */
export const happenedWords: Readonly<Record<OpsEvent['what'], string>> = {
  started: 'ops.started',
  restarted: 'ops.restarted',
  draining: 'ops.draining',
  failover: 'ops.failover',
  degraded: 'ops.degraded',
  whole: 'ops.whole',
};
