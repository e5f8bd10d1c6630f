import { setTimeout as pause } from 'node:timers/promises';
import { Crowd } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import type { Measured } from '../measured-process.ts';
import type { Options, Scenario } from './scenario.ts';

const room = ['the room'];
/** In which the garbage of the handshakes is given back. */
const settleMs = 22_000;
/** Pings come every 20 s: one round of them. */
const idleMs = 20_000;
/** For the plot of memory against connections. */
const watchMs = 500;
const names: Readonly<Record<Measured, string>> = {
  rookery: 'Rookery',
  plain: 'plain Socket.IO',
  ws: 'plain ws',
  frames: 'ready frames',
};

type Measurement = {
  readonly kib: number;
  /** Until the first of the two crowds was in. */
  readonly seconds: number;
  /** Share of a core, of all connections while nothing happens but pings. */
  readonly idlePercent: number;
};

/** `first` connect and are timed, `more` come after them. */
async function measure(which: Measured, first: number, more: number, plot: Options['plot']): Promise<Measurement> {
  const server = await MeasuredProcess.start(which);
  const protocol = which === 'rookery' ? 'rookery' : 'plain';
  // A few clients and a pause: what is allocated once is not each connection's.
  let watch: NodeJS.Timeout | undefined;
  const crowds = [await Crowd.connect(server.port, 50, ['warm'], protocol)];
  try {
    await pause(2_000);
    const before = server.rssMiB();
    const filesBefore = server.files();
    watch = setInterval(
      () => plot({ plot: 'memory', series: names[which], x: server.files() - filesBefore, y: server.rssMiB() }),
      watchMs,
    );
    const startedAt = performance.now();
    crowds.push(await Crowd.connect(server.port, first, room, protocol));
    const seconds = (performance.now() - startedAt) / 1_000;
    if (more > 0) crowds.push(await Crowd.connect(server.port, more, room, protocol));
    clearInterval(watch);
    await pause(settleMs);
    const cpuBefore = server.cpuSeconds();
    await pause(idleMs);
    const idlePercent = ((server.cpuSeconds() - cpuBefore) / idleMs) * 100_000;
    const kib = ((server.rssMiB() - before) * 1_024) / (first + more);
    return { kib, seconds, idlePercent };
  } finally {
    clearInterval(watch);
    for (const crowd of crowds) crowd.stop();
    await server.stop();
  }
}

/** A process may hold 20,000 files. */
export const connections: Scenario = {
  name: 'connections',
  about:
    'Guests who join one room and are idle: the server’s memory per connection (above what it needs with 50), its CPU, and how long 10,000 took to join.',
  run: async (quick, { plot }) => {
    const first = quick ? 1_000 : 10_000;
    const more = quick ? 0 : 9_000;
    const ws = await measure('ws', first, more, plot);
    const plain = await measure('plain', first, more, plot);
    const own = await measure('rookery', first, more, plot);
    return [
      { name: 'connections, joined and idle', value: first + more, unit: '' },
      { name: 'plain ws: RSS per connection', value: ws.kib, unit: 'KiB' },
      { name: 'plain Socket.IO: RSS per connection', value: plain.kib, unit: 'KiB' },
      {
        name: 'Rookery: RSS per connection',
        value: own.kib,
        unit: 'KiB',
        bar: '≤ 16, aim for 10',
        met: own.kib <= 16,
      },
      { name: 'plain ws: CPU while idle', value: ws.idlePercent, unit: '% of a core' },
      { name: 'plain Socket.IO: CPU while idle', value: plain.idlePercent, unit: '% of a core' },
      { name: 'Rookery: CPU while idle', value: own.idlePercent, unit: '% of a core' },
      { name: `plain ws: ${first} connected`, value: ws.seconds, unit: 's' },
      { name: `plain Socket.IO: ${first} connected and in the room`, value: plain.seconds, unit: 's' },
      {
        name: `Rookery: ${first} joined (guest session, room)`,
        value: own.seconds,
        unit: 's',
        bar: '≤ 10',
        met: own.seconds <= 10,
      },
    ];
  },
};
