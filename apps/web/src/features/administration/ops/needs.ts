import type { Ops } from './use-ops.ts';

/** Something that calls for a hand. Words are ids of the locales. */
export type Need = {
  readonly words: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** `now`: the server, or what it keeps, is at risk. */
  readonly weight: 'now' | 'soon';
};

const dayMs = 86_400_000;
const certificateMs = 14 * dayMs;

/** With a date; and where it is full by now. */
const fillingWords = {
  memory: { rate: 'ops.needMemory', now: 'ops.needMemoryNow' },
  disk: { rate: 'ops.needDisk', now: 'ops.needDiskNow' },
  files: { rate: 'ops.needFiles', now: 'ops.needFilesNow' },
} as const;

/** What needs the operator, the gravest first. Dates are `at`, to be said in words. */
export function needsOf({ at, nodes, missed, shards, queues, capacity }: Ops): readonly Need[] {
  const parked = queues.reduce((sum, queue) => sum + queue.parked, 0);
  const need = (words: string, values: Need['values'], weight: Need['weight'] = 'now'): Need => ({
    ...{ words, values, weight },
  });
  const tight = capacity.add.includes('node');
  const all: readonly (Need | false)[] = [
    ...missed.map((name) => need('ops.needMissed', { name })),
    ...nodes.filter(({ isReady }) => !isReady).map(({ name }) => need('ops.needNotReady', { name })),
    ...shards
      .filter(({ isDegraded, kept }) => isDegraded && kept === 'memory')
      .map(({ name, isSilent }) => need(isSilent ? 'ops.needSilent' : 'ops.needReplica', { name })),
    ...capacity.fillings.flatMap(({ what, name, fullAt, bytes, limitBytes }) => {
      if (!capacity.add.includes(what)) return [];
      const isFullSoon = fullAt !== null && fullAt - at < 30 * dayMs;
      if (!isFullSoon && bytes / limitBytes <= 0.9) return [];
      const values = { name, fullAt: fullAt ?? 0, share: bytes / limitBytes };
      const weight = bytes / limitBytes > 0.9 || (fullAt !== null && fullAt - at < 3 * dayMs) ? 'now' : 'soon';
      const words = fillingWords[what];
      return [need(isFullSoon ? words.rate : words.now, values, weight)];
    }),
    tight && need('ops.needNode', {}, 'soon'),
    parked > 0 && need('ops.needParked', { count: parked }, 'soon'),
    ...nodes.flatMap(({ name, certificateEndsAt }) =>
      certificateEndsAt !== null && certificateEndsAt - at < certificateMs
        ? [
            need(
              'ops.needCertificate',
              { name, endsAt: certificateEndsAt },
              certificateEndsAt - at < 3 * dayMs ? 'now' : 'soon',
            ),
          ]
        : [],
    ),
  ];
  return all
    .flatMap((one) => one || [])
    .sort((one, other) => Number(other.weight === 'now') - Number(one.weight === 'now'));
}
