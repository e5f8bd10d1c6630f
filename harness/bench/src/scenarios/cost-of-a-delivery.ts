import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Figure, Scenario } from './scenario.ts';

type Work = {
  readonly people: number;
  readonly rooms: readonly string[];
  readonly roomsEach: number;
  /** Messages a second of all rooms together. */
  readonly rate: number;
};

type Cost = { readonly micros: number; readonly p50: number; readonly p99: number };

/** Server CPU while it delivers at a fixed, modest rate, less what it takes while it is idle. */
async function measure(which: 'rookery' | 'plain', work: Work, quick: boolean): Promise<Cost> {
  const server = await MeasuredProcess.start(which);
  const { people, rooms, roomsEach, rate } = work;
  const crowd = await Crowd.connect(server.port, people, rooms, which, { roomsEach });
  const members = (people * roomsEach) / rooms.length;
  const order = { rooms, rate, closed: false, bytes: 100 };
  try {
    // What connecting left behind is tidied up, and the code is warm.
    await crowd.run({ ...order, ms: quick ? 2_000 : 8_000 }, 1_000);
    const before = server.cpuSeconds();
    const report = await crowd.run({ ...order, ms: quick ? 4_000 : 15_000 }, 1_000);
    const cpu = server.cpuSeconds() - before;
    // The peer may be beyond its limit: what it did deliver cost what it cost.
    if (which === 'rookery' && (report.failed + report.gaps > 0 || report.received !== report.acked * members))
      throw new Error(
        `${report.acked} of ${report.sent} messages acked, ${report.received} deliveries of ${report.acked * members}, ${report.gaps} gaps`,
      );
    return {
      micros: (cpu * 1e6) / report.received,
      p50: quantile(report.latencies, 0.5),
      p99: quantile(report.latencies, 0.99),
    };
  } finally {
    crowd.stop();
    await server.stop();
  }
}

/** The same frames to the same number of clients, ready made, by a server that does nothing else. */
async function measureWrites({ people, rooms, roomsEach, rate }: Work, quick: boolean): Promise<number> {
  const server = await MeasuredProcess.start('frames');
  const crowd = await Crowd.connect(server.port, people, ['the room'], 'plain');
  const members = (people * roomsEach) / rooms.length;
  const drip = async (ms: number): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/drip?perSecond=${rate}&ms=${ms}&members=${members}`);
    return Number(await answer.text());
  };
  try {
    await drip(quick ? 2_000 : 8_000);
    const before = server.cpuSeconds();
    const frames = await drip(quick ? 4_000 : 15_000);
    return ((server.cpuSeconds() - before) * 1e6) / frames;
  } finally {
    crowd.stop();
    await server.stop();
  }
}

async function compare(work: Work, quick: boolean, most: number | null, ratio: number): Promise<readonly Figure[]> {
  const plain = await measure('plain', work, quick);
  const own = await measure('rookery', work, quick);
  const writes = await measureWrites(work, quick);
  const times = own.micros / plain.micros;
  return [
    { name: 'server CPU a delivery: plain Socket.IO', value: plain.micros, unit: 'µs' },
    {
      name: 'server CPU a delivery: Rookery, all its threads',
      value: own.micros,
      unit: 'µs',
      ...(most === null ? {} : { bar: `≤ ${most}`, met: own.micros <= most }),
    },
    { name: 'of it: write(2) of a ready frame from Node, nothing else', value: writes, unit: 'µs' },
    { name: 'writing alone against the peer', value: writes / plain.micros, unit: '×' },
    { name: 'Rookery against the peer', value: times, unit: '×', bar: `≤ ${ratio}`, met: times <= ratio },
    { name: 'plain Socket.IO p50', value: plain.p50, unit: 'ms' },
    { name: 'plain Socket.IO p99', value: plain.p99, unit: 'ms' },
    { name: 'Rookery p50', value: own.p50, unit: 'ms' },
    { name: 'Rookery p99', value: own.p99, unit: 'ms' },
  ];
}

export const fanout10000At5: Scenario = {
  name: 'fanout-10000-at-5',
  about: 'One room of 10,000 at 5 messages a second, far from any limit: what a delivery costs the server.',
  run: (quick) =>
    compare({ people: quick ? 1_000 : 10_000, rooms: ['the room'], roomsEach: 1, rate: 5 }, quick, 12, 0.5),
};

const manyRooms = Array.from({ length: 1_000 }, (_, index) => `room ${index}`);

/** A process may hold 20,000 files, so each of 10,000 people is in two of the rooms. */
export const rooms1000x20: Scenario = {
  name: 'rooms-1000x20',
  about:
    '1,000 rooms of 20 (10,000 people, each in two), one message a second each: what a delivery costs the server. Pings included.',
  run: (quick) => {
    const rooms = quick ? manyRooms.slice(0, 100) : manyRooms;
    return compare({ people: rooms.length * 10, rooms, roomsEach: 2, rate: rooms.length }, quick, null, 0.6);
  },
};
