import type { History } from './history.ts';

/** A second copy may be missing for so long after a fault, until replicas are in sync again. */
const degradedAfterMs = 30_000;
/** Faults that may truly leave a shard without a second copy. */
const degrading = /redis|master|replica|slot|disk|memory|failover/;

/** Whether a shard may lack its second copy at a moment: what it takes then is acknowledged as degraded, and may go with the first one. */
export const mayDegrade = ({ mode, faults }: History, at: number): boolean =>
  mode === 'target' ||
  (mode === 'cluster' &&
    faults.some(
      ({ name, begunAt, endedAt }) => degrading.test(name) && begunAt <= at && at <= endedAt + degradedAfterMs,
    ));
