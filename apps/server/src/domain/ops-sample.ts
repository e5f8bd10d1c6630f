/** What a node measures, in the order in which a line of its journal has it. */
export const measured = [
  'at',
  'connections',
  'messages',
  'deliveries',
  'ackP50',
  'ackP99',
  'deliveryP50',
  'deliveryP99',
  'loopLag',
  'cpu',
  'memory',
  'store',
  'disk',
  'accepted',
  'storeShare',
  'diskShare',
] as const;
export type Measured = (typeof measured)[number];

/**
 * What a node has measured in some seconds, up to `at` (ms since the epoch). `messages`, `deliveries`: a second. Times: ms. `cpu`: cores. `memory`, `store`, `disk`: bytes in use.
 * `accepted`: messages, as a number. `storeShare`: of the fullest part of the store, 0 to 1; `diskShare`: of the data directory's disk. Null: nothing is known of it.
 */
export type OpsSample = { readonly [Name in Exclude<Measured, 'at'>]: number | null } & { readonly at: number };

/** Digits enough to be drawn, and to foretell from. */
const rounded = (value: number): number =>
  Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(6));

export const sampleLine = (sample: OpsSample): string =>
  JSON.stringify(measured.map((name) => (sample[name] === null ? null : rounded(sample[name]))));

/** Null where the line is none of this version's. */
export function sampleIn(line: string): OpsSample | null {
  let values: unknown;
  try {
    values = JSON.parse(line);
  } catch {
    return null;
  }
  if (!Array.isArray(values) || typeof values[0] !== 'number') return null;
  const of = (index: number): number | null => (typeof values[index] === 'number' ? values[index] : null);
  return Object.fromEntries(measured.map((name, index) => [name, of(index)])) as unknown as OpsSample;
}

const highest: ReadonlySet<Measured> = new Set(['at', 'ackP99', 'deliveryP99', 'loopLag', 'storeShare', 'diskShare']);
const added: ReadonlySet<Measured> = new Set(['accepted']);
/** Over several nodes these are sums; what all see of the same store is the highest. */
const summed: ReadonlySet<Measured> = new Set([
  ...(['connections', 'messages', 'deliveries', 'cpu', 'memory', 'disk', 'accepted'] as const),
]);

const known = (samples: readonly OpsSample[], name: Measured): number[] =>
  samples.flatMap((sample) => sample[name] ?? []);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Several samples of one node as one of a longer time: the highest of what must not be missed, else the mean. */
export function gatherTime(samples: readonly OpsSample[]): OpsSample {
  return gather(samples, (name, values) =>
    highest.has(name) ? Math.max(...values) : added.has(name) ? sumOf(values) : sumOf(values) / values.length,
  );
}

/** Samples of several nodes of the same time as one of them all. */
export function gatherNodes(samples: readonly OpsSample[]): OpsSample {
  return gather(samples, (name, values) =>
    summed.has(name)
      ? sumOf(values)
      : name === 'ackP50' || name === 'deliveryP50'
        ? sumOf(values) / values.length
        : Math.max(...values),
  );
}

const gather = (samples: readonly OpsSample[], one: (name: Measured, values: readonly number[]) => number): OpsSample =>
  Object.fromEntries(
    measured.map((name) => {
      const values = known(samples, name);
      return [name, values.length === 0 ? null : one(name, values)];
    }),
  ) as unknown as OpsSample;
