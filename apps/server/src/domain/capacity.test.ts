import type { OpsNode, OpsShard } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { capacityOf } from './capacity.ts';
import { Latencies } from './latencies.ts';
import { gatherNodes, gatherTime, sampleIn, sampleLine } from './ops-sample.ts';
import type { OpsSample } from './ops-sample.ts';

const day = 86_400_000;
const now = 1_795_430_000_000;
const gib = 2 ** 30;

const sample = (at: number, more: Partial<OpsSample> = {}): OpsSample => ({
  ...{ at, connections: 100, messages: 1, deliveries: 10, ackP50: 2, ackP99: 8, deliveryP50: 1, deliveryP99: 6 },
  ...{ loopLag: 1, cpu: 0.25, memory: 150e6, store: 1e6, disk: 1e9, accepted: 60, storeShare: 0.5, diskShare: 0.2 },
  ...more,
});
const node = (more: Partial<OpsNode> = {}): OpsNode => ({
  ...{ name: 'one', version: '1', runtime: 'v24', startedAt: 0, isReady: true, details: [] },
  ...{ connections: 100, maxConnections: 1_000, messagesPerSecond: 1, deliveriesPerSecond: 10 },
  ...{ ack: { p50: 2, p99: 8 }, delivery: { p50: 1, p99: 6 }, loopLagMs: 1, cpu: 0.25 },
  ...{ memoryBytes: 150e6, memoryLimitBytes: 1e9, files: null, blocks: null, certificateEndsAt: null },
  disk: { freeBytes: 80 * gib, totalBytes: 100 * gib },
  ...more,
});
const shard = (share: number): OpsShard => ({
  ...{ name: 'a:1', kept: 'memory', slots: 16_384, bytes: Math.round(share * gib), limitBytes: gib },
  ...{ replicas: [{ name: 'b:1', isOnline: true, lagBytes: 0 }], isDegraded: false, commandsPerSecond: 1 },
});

test('[OPS-52] what was measured for minutes tells of the next hours, not of days', () => {
  const filling = (shareAMinute: number) => {
    const samples = Array.from({ length: 11 }, (_, minute) =>
      sample(now - (10 - minute) * 60_000, { diskShare: 0.2 + minute * shareAMinute }),
    );
    return capacityOf({ ...{ nodes: [node()], shards: [], samples, samplesOf: () => samples, now } });
  };
  const early = filling(0.000_1);
  expect(early.fillings).toMatchObject([{ what: 'disk', fullAt: null, bytesPerDay: null }]);
  expect(early.add).toEqual([]);
  expect(filling(0.005).fillings[0]?.fullAt).toBeGreaterThan(now);
});

test('[OPS-52] what is left comes of what was measured: people by node and thing, memory by its growth', () => {
  const samples = Array.from({ length: 24 }, (_, hour) =>
    sample(now - (24 - hour) * 3_600_000, {
      ...{ storeShare: 0.5 + hour / 240, store: gib * (0.5 + hour / 240), accepted: 10_000 },
      ...(hour === 0 ? { connections: 0, cpu: 0.01, memory: 140e6 } : {}),
    }),
  );
  const capacity = capacityOf({
    ...{ nodes: [node()], shards: [shard(0.6)], samples, samplesOf: () => samples, now },
  });
  // A quarter of a core carries 100: half a core is left, of a memory 700 MB at 100 kB each.
  expect(capacity.morePeople).toBe(200);
  expect(capacity.terms).toMatchObject([
    { of: 'cpu', used: 0.25, limit: 0.75, each: expect.closeTo(0.002_5), more: 200 },
    { of: 'memory', each: 100_000, more: 7_000 },
    { of: 'connections', more: 900 },
  ]);
  // A tenth a day of what is four tenths away.
  const [memory, disk] = capacity.fillings;
  expect(((memory?.fullAt ?? 0) - now) / day).toBeCloseTo(4, 0);
  expect(disk).toMatchObject({ what: 'disk', name: 'one', fullAt: null });
  expect(capacity.bytesPerMessage).toBeCloseTo((gib * 23) / 240 / 230_000, 0);
  expect(capacity.add).toEqual(['memory']);

  const few = capacityOf({
    ...{ nodes: [node({ connections: 3 })], shards: [], samples: [], samplesOf: () => [], now },
  });
  expect(few).toMatchObject({ morePeople: null, bytesPerMessage: null });
  expect(few.terms.find(({ of }) => of === 'connections')?.more).toBe(997);
});

test('[OPS-52] a node on which too few have been measured promises nothing: neither its connections nor a whole sum of them', () => {
  const busy = Array.from({ length: 30 }, (_, index) => sample(now - (30 - index) * 10_000));
  const nodes = [node(), node({ name: 'two', connections: 3 })];
  const capacity = capacityOf({
    ...{ nodes, shards: [], samples: busy, samplesOf: (name) => (name === 'one' ? busy : []), now },
  });
  expect(capacity.morePeople).toBe(200);
  expect(capacity.terms.filter(({ node: name }) => name === 'two')).toMatchObject([
    { of: 'cpu', each: null, more: null },
    { of: 'memory', each: null, more: null },
    { of: 'connections' },
  ]);
  // Memory alone is not enough: what work they are is not known.
  const grown = [sample(now - 60_000, { connections: 0, memory: 100e6 })];
  const idle = capacityOf({
    ...{ nodes: [node()], shards: [], samples: grown, samplesOf: () => grown, now },
  });
  expect(idle.terms).toMatchObject([{ of: 'cpu', more: null }, { of: 'memory', more: 1_400 }, {}]);
  expect(idle.morePeople).toBeNull();
});

test('[OPS-52] the work of a start calls for no other node; what lasts does', () => {
  const busy = (seconds: number) => {
    const samples = Array.from({ length: 1 + seconds / 10 }, (_, index) =>
      sample(now - seconds * 1_000 + index * 10_000, { connections: 0, cpu: 1.36 }),
    );
    const nodes = [node({ connections: 0, cpu: 1.36 })];
    return capacityOf({ ...{ nodes, shards: [], samples, samplesOf: () => samples, now } }).add;
  };
  expect(busy(10)).toEqual([]);
  expect(busy(120)).toEqual(['node']);
});

test('[OPS-51] a line of a journal is read back; times gather the worst, nodes the sum; a foreign line is nothing', () => {
  const [one, other] = [sample(now, { ackP99: 9, store: null }), sample(now + 10_000, { connections: 50, ackP99: 30 })];
  expect(sampleIn(sampleLine(one))).toEqual(one);
  expect([sampleIn('{}'), sampleIn('nonsense'), sampleIn('["x"]')]).toEqual([null, null, null]);
  expect(gatherTime([one, other])).toMatchObject({
    at: now + 10_000,
    connections: 75,
    ackP99: 30,
    accepted: 120,
    store: 1e6,
  });
  expect(gatherNodes([one, other])).toMatchObject({ connections: 150, messages: 2, ackP50: 2, ackP99: 30, cpu: 0.5 });

  const latencies = new Latencies();
  expect(latencies.below(0.5)).toBeNull();
  for (let ms = 1; ms <= 1_000; ms += 1) latencies.note(ms);
  expect((latencies.below(0.5) ?? 0) / 500).toBeCloseTo(1, 0);
  expect(latencies.below(0.99)).toBeGreaterThan(985);
  expect(latencies.below(0.99)).toBeLessThan(1_090);
});
