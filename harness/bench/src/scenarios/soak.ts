import { setTimeout as pause } from 'node:timers/promises';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { search } from './fanout.ts';
import type { Figure, Scenario } from './scenario.ts';

const members = 1_000;
const comers = 50;
const sliceMs = 10_000;
/** Of the RSS of the second quarter of the time that the last one may have more. */
const flat = 1.1;
/** What a node counts up and down, or keeps; each must stand where it stood when the comers are gone. */
const gauges = ['rookery_connections', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

async function read(port: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return new Map(
    gauges.map((name) => [name, Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN)]),
  );
}

/** People who come, enter the room, listen for a while and go, until told to stop. */
async function churn(port: number, room: readonly string[], isOver: () => boolean): Promise<number> {
  let came = 0;
  while (!isOver()) {
    const crowd = await Crowd.connect(port, comers, room, 'rookery');
    came += comers;
    await pause(3_000);
    crowd.stop();
    await pause(2_000);
  }
  return came;
}

export const soak: Scenario = {
  name: 'soak',
  isLong: true,
  about:
    'A room of 1,000 at half its highest rate for --minutes (60), while 50 more come, enter and go again and again: memory, counters, and every message once and in order.',
  run: async (quick, { minutes, plot }) => {
    const highest = await search('rookery', members, 250, true);
    if (!highest.isGood) throw new Error('no rate at all is held just now: what else runs on this machine?');
    const rate = Math.ceil(highest.rate / 2);
    const server = await MeasuredProcess.start('rookery');
    const rooms = ['the room'];
    const crowd = await Crowd.connect(server.port, members, rooms, 'rookery');
    const samples: number[] = [];
    let [acked, failed, gaps, missing, deliveries, late] = [0, 0, 0, 0, 0, 0];
    try {
      await pause(2_000);
      const before = await read(server.port);
      const until = performance.now() + minutes * 60_000 * (quick ? 0.1 : 1);
      let isOver = false;
      const coming = churn(server.port, rooms, () => isOver);
      const p99: number[] = [];
      while (performance.now() < until) {
        const slice = await crowd.run({ rooms, rate, ms: sliceMs, closed: false, bytes: 100 }, 500);
        acked += slice.acked;
        failed += slice.failed;
        gaps += slice.gaps;
        deliveries += slice.received;
        // What came late is in the next slice: only the sum can miss some.
        missing += slice.acked * members - slice.received;
        const p = quantile(slice.latencies, 0.99);
        p99.push(p);
        if (p > 250) late += 1;
        samples.push(server.rssMiB());
        plot({ plot: 'soak', series: 'Rookery', x: (samples.length * sliceMs) / 60_000, y: server.rssMiB() });
      }
      isOver = true;
      const came = await coming;
      await pause(5_000);
      missing -= await crowd.received();
      const after = await read(server.port);
      const quarter = Math.max(1, Math.floor(samples.length / 4));
      const growth = quantile(samples.slice(-quarter), 0.5) / quantile(samples.slice(quarter, 2 * quarter), 0.5);
      const wrong = failed + gaps + Math.abs(missing);
      const figures: Figure[] = [
        { name: 'minutes', value: minutes * (quick ? 0.1 : 1), unit: '' },
        { name: 'rate', value: rate, unit: 'messages/s' },
        { name: 'deliveries', value: deliveries, unit: '' },
        { name: 'messages acked', value: acked, unit: '' },
        { name: 'people who came and went', value: came, unit: '' },
        { name: 'lost, doubled, reordered or refused', value: wrong, unit: '', bar: '0', met: wrong === 0 },
        { name: 'p99, median of the slices of 10 s', value: quantile(p99, 0.5), unit: 'ms' },
        { name: 'slices with p99 above 250 ms', value: late, unit: `of ${p99.length}` },
        { name: 'RSS, second quarter', value: quantile(samples.slice(quarter, 2 * quarter), 0.5), unit: 'MiB' },
        { name: 'RSS, last quarter', value: quantile(samples.slice(-quarter), 0.5), unit: 'MiB' },
        { name: 'last against second quarter', value: growth, unit: '×', bar: `≤ ${flat}`, met: growth <= flat },
      ];
      for (const name of gauges) {
        const drift = (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
        figures.push({ name: `drift of ${name}`, value: drift, unit: '', bar: '0', met: drift === 0 });
      }
      return figures;
    } finally {
      crowd.stop();
      await server.stop();
    }
  },
};
