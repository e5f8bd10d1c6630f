import type { OpsCapacity, OpsFilling, OpsNode, OpsShard, OpsTerm } from '@rookery/protocol';
import { fillRate, fullAt } from './filling.ts';
import type { OpsSample } from './ops-sample.ts';

/** Cores that a node may use: above it, answers begin to wait for their turn. */
const busyCores = 0.75;
/** Of a memory's limit. */
const fullMemory = 0.85;
/** With fewer connections, what one takes is not told from what the node takes without any. */
const fewestConnections = 20;
/** So long a node is looked at before its work calls for another one: in its first moments it is busy with its own start. */
const fewestMs = 60_000;
/** What is full sooner than this calls for something to be added. */
const soonMs = 30 * 24 * 3_600_000;
const fewPeople = 0.25;
/** Fewer messages, or less growth, than this say nothing of what one takes. */
const fewestMessages = 1_000;
const dayMs = 24 * 3_600_000;
/** What was measured for less than this tells of so many times as long ahead at most. */
const enoughMs = dayMs / 2;
const farthest = 30;
/** What fractions leave of a whole number. */
const tiny = 1e-6;

export type CapacityOf = {
  readonly nodes: readonly OpsNode[];
  readonly shards: readonly OpsShard[];
  /** Of each node, oldest first, as far back as is known. */
  readonly samplesOf: (node: string) => readonly OpsSample[];
  readonly now: number;
  /** Of all nodes together. */
  readonly samples: readonly OpsSample[];
};

/** How much is left, and what it was computed from: no figure in it but what was measured here. [OPS-52] */
export function capacityOf({ nodes, shards, samplesOf, samples, now }: CapacityOf): OpsCapacity {
  const terms = nodes.flatMap((node) => termsOf(node, samplesOf(node.name)));
  // A node whose people have not been measured would count with its connections alone, which is far too much: it counts as nothing.
  const measured = terms.flatMap(({ node, of, more }) => (of === 'cpu' && more !== null ? node : []));
  const left = measured.map((name) => terms.flatMap(({ node, more }) => (node === name && more !== null ? more : [])));
  const morePeople = measured.length === 0 ? null : left.reduce((sum, mores) => sum + Math.min(...mores), 0);
  const fillings = [
    ...fillingOfStore(shards, samples),
    ...nodes.flatMap((node) => fillingsOf(node, samplesOf(node.name))),
  ];
  return {
    morePeople,
    terms,
    fillings,
    bytesPerMessage: bytesPerMessage(samples),
    add: whatToAdd({ nodes, shards, samplesOf, now }, terms, fillings),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function termsOf(node: OpsNode, samples: readonly OpsSample[]): OpsTerm[] {
  const connections = node.connections;
  const isEnough = connections >= fewestConnections;
  const term = (of: OpsTerm['of'], used: number, limit: number, each: number | null): OpsTerm => ({
    ...{ node: node.name, of, used, limit, each },
    more: each === null || each <= 0 ? null : Math.max(0, Math.floor((limit - used) / each + tiny)),
  });
  // Over the time that is known: a moment's work is no use.
  const lately = samples.slice(-30);
  const recent = lately.filter((sample) => (sample.connections ?? 0) > 0);
  const cpuEach =
    isEnough && recent.length > 0 ? mean(recent.map((one) => (one.cpu ?? 0) / (one.connections ?? 1))) : null;
  const working = recent.length > 0 ? recent : lately;
  const cpu = working.length > 0 ? mean(working.map((one) => one.cpu ?? 0)) : node.cpu;
  // What it took with the fewest connections is what it takes without.
  const idle = samples.reduce<OpsSample | null>(
    (least, one) =>
      one.memory !== null && (least === null || (one.connections ?? 0) < (least.connections ?? 0)) ? one : least,
    null,
  );
  const more = connections - (idle?.connections ?? connections);
  const grown = node.memoryBytes - (idle?.memory ?? node.memoryBytes);
  const memoryEach = more >= fewestConnections && grown > 0 ? grown / more : null;
  return [
    term('cpu', cpu, busyCores, cpuEach),
    term('memory', node.memoryBytes, Math.round(node.memoryLimitBytes * fullMemory), memoryEach),
    term('connections', connections, node.maxConnections, 1),
  ];
}

function filling(
  of: Pick<OpsFilling, 'what' | 'name' | 'bytes' | 'limitBytes'>,
  points: readonly { readonly at: number; readonly share: number }[],
): OpsFilling {
  const [first, last] = [points[0], points.at(-1)];
  const overMs = first && last ? last.at - first.at : 0;
  const measured = fillRate(points);
  const then = last ? fullAt({ at: last.at, share: of.bytes / of.limitBytes }, measured) : null;
  // Two minutes in which something was installed do not tell of the days to come.
  const isEarly = last !== undefined && then !== null && overMs < enoughMs && then - last.at > farthest * overMs;
  const rate = isEarly ? null : measured;
  return {
    ...of,
    bytesPerDay: rate === null ? null : rate * of.limitBytes * dayMs,
    overMs,
    fullAt: isEarly ? null : then,
  };
}

const sharesIn = (samples: readonly OpsSample[], name: 'storeShare' | 'diskShare') =>
  samples.flatMap(({ at, [name]: share }) => (share === null ? [] : [{ at, share }]));

/** The part of the store that is fullest: when it takes no more, what lies there is not written any more. */
function fillingOfStore(shards: readonly OpsShard[], samples: readonly OpsSample[]): OpsFilling[] {
  const bounded = shards.flatMap(({ name, kept, bytes, limitBytes }) =>
    kept === 'memory' && limitBytes !== null ? [{ what: 'memory' as const, name, bytes, limitBytes }] : [],
  );
  const [fullest] = bounded.sort((one, other) => other.bytes / other.limitBytes - one.bytes / one.limitBytes);
  return fullest ? [filling(fullest, sharesIn(samples, 'storeShare'))] : [];
}

function fillingsOf({ name, disk, files }: OpsNode, samples: readonly OpsSample[]): OpsFilling[] {
  const used = (space: NonNullable<OpsNode['disk']>) => ({
    ...{ name, bytes: space.totalBytes - space.freeBytes, limitBytes: space.totalBytes },
  });
  const points = sharesIn(samples, 'diskShare');
  return [
    ...(disk ? [filling({ what: 'disk', ...used(disk) }, points)] : []),
    // On the same disk they fill together.
    ...(files && files.totalBytes !== disk?.totalBytes ? [filling({ what: 'files', ...used(files) }, [])] : []),
  ];
}

function bytesPerMessage(samples: readonly OpsSample[]): number | null {
  const known = samples.filter(({ store }) => store !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return null;
  const accepted = known.slice(1).reduce((sum, sample) => sum + (sample.accepted ?? 0), 0);
  const grown = (last.store ?? 0) - (first.store ?? 0);
  return accepted < fewestMessages || grown <= 0 ? null : grown / accepted;
}

function whatToAdd(
  { nodes, shards, samplesOf, now }: Omit<CapacityOf, 'samples'>,
  terms: readonly OpsTerm[],
  fillings: readonly OpsFilling[],
): OpsCapacity['add'] {
  const lookedAtMs = (node: string): number => {
    const samples = samplesOf(node);
    return (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  };
  const online = nodes.reduce((sum, { connections }) => sum + connections, 0);
  const isTight = ({ node, of, used, limit, more }: OpsTerm): boolean =>
    (of !== 'cpu' || lookedAtMs(node) >= fewestMs) &&
    (used / limit > 0.8 || (more !== null && online > 0 && more < (fewPeople * online) / Math.max(1, nodes.length)));
  const isSoon = (one: OpsFilling): boolean =>
    one.bytes / one.limitBytes > 0.9 || (one.fullAt !== null && one.fullAt - now < soonMs);
  const full = new Set(fillings.filter(isSoon).map(({ what }) => what));
  return [
    ...(terms.some(isTight) ? (['node'] as const) : []),
    ...full,
    ...(shards.some(({ isDegraded }) => isDegraded) ? (['replica'] as const) : []),
  ];
}
