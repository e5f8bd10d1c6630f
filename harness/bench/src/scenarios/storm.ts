import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { Returners } from '../returners.ts';
import type { ReturningReport } from '../returning.ts';
import type { Scenario } from './scenario.ts';

const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);
const stayed = 1_000;
/** Of all rooms together, written by those who stayed. */
const rate = 50;

export const storm: Scenario = {
  name: 'storm',
  about:
    'As a survivor sees another node’s death: 10,000 people with sessions connect all at once, resume and `sync`, while 1,000 who are there already talk in the same 50 rooms.',
  run: async (quick) => {
    const count = quick ? 1_000 : 10_000;
    const server = await MeasuredProcess.start('rookery');
    const crowd = await Crowd.connect(server.port, stayed, rooms, 'rookery', { sampleEvery: 2 });
    const talk = (ms: number): Promise<Awaited<ReturnType<Crowd['run']>>> =>
      crowd.run({ rooms, rate, ms, closed: false, bytes: 100 });
    const returners = await Returners.join(server.port, count, rooms);
    try {
      await returners.vanish();
      // Said while they are away.
      const calm = await talk(quick ? 3_000 : 6_000);
      const talking = talk(quick ? 6_000 : 15_000);
      const returned = await returners.comeBack(server.port);
      const meanwhile = await talking;
      const checked = await returners.check();

      const backMs = returned.flatMap((report) => report.backMs);
      const sum = (of: (report: ReturningReport) => number): number =>
        checked.reduce((total, report) => total + of(report), 0);
      const isLevel = rooms.every((room) => {
        const held = checked.flatMap(({ heads }) => heads[room] ?? []);
        return Math.min(...held) === Math.max(...held);
      });
      const isWhole = isLevel && sum(({ holes }) => holes) === 0 && backMs.length === count;
      const p99 = quantile(meanwhile.latencies, 0.99);
      const lost = meanwhile.failed + meanwhile.gaps + calm.failed + calm.gaps;
      return [
        { name: 'those who stayed: p99 before', value: quantile(calm.latencies, 0.99), unit: 'ms' },
        { name: 'those who stayed: p99 in the storm', value: p99, unit: 'ms', bar: '≤ 250', met: p99 <= 250 },
        { name: 'those who stayed: refused or lost', value: lost, unit: '', bar: '0', met: lost === 0 },
        { name: `${count.toLocaleString('en')} back: half of them`, value: quantile(backMs, 0.5) / 1_000, unit: 's' },
        { name: 'back: 99 %', value: quantile(backMs, 0.99) / 1_000, unit: 's' },
        { name: 'back: all', value: Math.max(...backMs) / 1_000, unit: 's' },
        { name: 'told to come later', value: sum(({ refused }) => refused), unit: 'times' },
        {
          name: 'connections that failed otherwise',
          value: sum(({ failedConnections }) => failedConnections),
          unit: '',
        },
        { name: 'messages in answers to sync', value: sum(({ caughtUp }) => caughtUp), unit: '' },
        {
          name: 'timelines with a hole or behind',
          value: isWhole
            ? 0
            : Math.max(
                1,
                sum(({ holes }) => holes),
              ),
          unit: '',
          bar: '0',
          met: isWhole,
        },
      ];
    } finally {
      returners.stop();
      crowd.stop();
      await server.stop();
    }
  },
};
