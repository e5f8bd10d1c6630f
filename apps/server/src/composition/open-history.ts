import { join } from 'node:path';
import type { Config } from '../config/env.ts';
import type { FilesPlace } from '../config/files-place.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { HistoryFigures, SealRules } from '../ports/history.ts';
import { openPlace } from './open-blobs.ts';
import type { HistoryPlace } from './open-store.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** By so much clocks of nodes may differ. */
const clocksMs = 60 * minuteMs;

/** What verification has otherwise, so that it sees many seals, and reads from the store what was read before; `restMs`: between two passes. */
export type SealTimes = SealRules & { readonly restMs: number; readonly cacheBytes: number };

/** Those of a node that ships. */
const usualTimes = ({ days, messages }: NonNullable<Config['history']>): SealTimes => ({
  ageMs: days * dayMs + clocksMs,
  behind: messages,
  blockMessages: 1_024,
  graceMs: 15 * minuteMs,
  foldMs: 15 * minuteMs,
  restMs: 10 * minuteMs,
  cacheBytes: 32 * 1_048_576,
});

/** Opens where old messages lie. Throws `StartupError` where it cannot be used. `heard`: null of a command that ends soon. */
export async function openHistory(
  { history }: Pick<Config, 'history'>,
  heard: { readonly metrics: Metrics; readonly log: Log } | null,
  times?: SealTimes,
): Promise<(HistoryPlace & { readonly restMs: number; readonly counted: Counted }) | null> {
  if (!history) return null;
  const blobs = await openBlocks(history.place);
  const { restMs, cacheBytes, ...rules } = times ?? usualTimes(history);
  const counted = { messages: 0, bytes: 0, failures: 0 };
  return {
    blobs,
    rules,
    restMs,
    cacheBytes,
    counted,
    figures: heard ? figuresOf(heard.metrics, heard.log, counted) : nobodyHears,
  };
}

/** Since the node started: what was put into blocks, and what went wrong there. */
type Counted = { messages: number; bytes: number; failures: number };

/**
 * Where blocks lie: a folder of its own. Blocks are named as files are, and whoever sweeps the one must not find the other, wherever the two settings lead. Throws `StartupError` where it cannot be
 * used.
 */
export const openBlocks = (place: FilesPlace): Promise<Blobs> =>
  openPlace(
    place.kind === 'directory'
      ? { ...place, path: join(place.path, 'blocks') }
      : { ...place, prefix: `${place.prefix}blocks/` },
    'Old messages',
    'ROOKERY_BLOCKS',
  );

const nobodyHears: HistoryFigures = {
  read: () => undefined,
  sealed: () => undefined,
  freed: () => undefined,
  broken: () => undefined,
  failed: () => undefined,
};

const figuresOf = (metrics: Metrics, log: Log, counted: Counted): HistoryFigures => ({
  read: (outcome) => metrics.historyReads.inc({ outcome }),
  sealed: ({ kind, messages, bytes }) => {
    metrics.historyBlocks.inc({ kind });
    if (kind === 'seal') {
      metrics.historyMessages.inc(messages);
      counted.messages += messages;
      counted.bytes += bytes;
    }
    metrics.historyBytes.inc({ kind }, bytes);
  },
  freed: (blocks) => metrics.historyFreed.inc(blocks),
  broken: (block) => {
    counted.failures += 1;
    log.error({
      event: 'history.broken',
      ...block,
      message:
        'A block of old messages is not what was written: put the file of this name back from a backup of ROOKERY_BLOCKS (docs/operations/history.md).',
    });
  },
  failed: (what, conversation, error) => {
    metrics.historyFailures.inc({ what });
    counted.failures += 1;
    log.warn({ event: 'history.failed', what, conversation, err: error });
  },
});
