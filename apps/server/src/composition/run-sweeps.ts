import type { Ports } from '../app/ports.ts';
import { sweepBlobs } from '../app/sweep-blobs.ts';
import { sweepLeftovers } from '../app/sweep-leftovers.ts';
import { sweepRetention } from '../app/sweep-retention.ts';
import type { Config } from '../config/env.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { LeftoverRules } from '../ports/leftovers.ts';
import type { Store } from '../ports/store.ts';

const hourMs = 3_600_000;

/** ms. `restMs`: between two passes. */
export type SweepTimes = Omit<LeftoverRules, 'emptyRoomMs'> & { readonly restMs: number };

/** Those of every node that ships; `npm run verify` has shorter ones, so that it sees many passes. */
export const usualSweepTimes: SweepTimes = {
  signedOutMs: 2 * hourMs,
  expiredMs: 24 * hourMs,
  againMs: 24 * hourMs,
  unusedRoomMs: hourMs,
  restMs: 600_000,
};

/** Every node looks through all of them, so not often. */
const blobsRestMs = 24 * hourMs;

/** Starts comparing bytes with records of files, where the operator can see it. Resolves, when it is called to end it, after the page under way. */
export const runBlobSweeps = (
  ports: Pick<Ports, 'files' | 'log' | 'blobs' | 'clock'>,
  metrics: Metrics,
  log: Log,
): (() => Promise<void>) =>
  sweepBlobs(ports, blobsRestMs, {
    swept: (blobs) => metrics.leftovers.inc({ what: 'blob' }, blobs),
    failed: (error) => log.warn({ event: 'leftovers.failed', err: error }),
  });

/** Starts taking away what retention keeps no longer, likewise. */
export const runRetention = (
  ports: Pick<Ports, 'retention' | 'keptSettings' | 'level' | 'clock'>,
  restMs: number,
  metrics: Metrics,
  log: Log,
): (() => Promise<void>) =>
  sweepRetention(ports, restMs, {
    swept: ({ taken }) => {
      metrics.leftovers.inc({ what: 'message' }, taken);
      if (taken > 0) log.debug({ event: 'retention.swept', taken });
    },
    failed: (error) => log.warn({ event: 'retention.failed', err: error }),
  });

/** Starts taking away what is left over, where the operator can see it. Resolves, when it is called to end it, after the step under way. */
export function runSweeps(
  store: Store,
  clock: Clock,
  { emptyRoomDays }: Pick<Config, 'emptyRoomDays'>,
  { restMs, ...times }: SweepTimes,
  metrics: Metrics,
  log: Log,
): () => Promise<void> {
  return sweepLeftovers(
    { leftovers: store.leftovers, clock },
    { ...times, emptyRoomMs: emptyRoomDays === null ? null : emptyRoomDays * 24 * hourMs },
    restMs,
    {
      swept: ({ guests, rooms }) => {
        metrics.leftovers.inc({ what: 'guest' }, guests);
        metrics.leftovers.inc({ what: 'room' }, rooms);
      },
      failed: (error) => log.warn({ event: 'leftovers.failed', err: error }),
    },
  );
}
